import { bench, machine } from '../engine/harness';

/** It takes all the steps that an expression may take, which is seconds. */
test('a loop without end is bounded', async () => {
  const Output = '{% ( $f := function($n) { $f($n + 1) }; $f(0) ) %}';
  const { status, cause } = await bench().run(machine({ P: { Type: 'Pass', Output } }), {});
  expect(status).toBe('FAILED');
  expect(cause).toContain('steps');
});
