import { warnOfOrder } from '../../lib/cost';
import { defineSaga, parallel, type SagaElement, step } from '../../lib/saga';
import { anyInput } from '../saga/definitions';

const pay = step('pay', { by: 'till', compensation: 'refund', seen: 'final' });
const check = step('check', { by: 'desk', compensation: 'uncheck' });
const maybe = step('check', { by: 'desk', compensation: 'uncheck', when: '$input.check' });
const tell = step('tell', { by: 'mail' });

const warnings = (failure: Readonly<Record<string, number>>, ...steps: readonly SagaElement[]) =>
  warnOfOrder(
    defineSaga({
      name: 'shop',
      version: 1,
      deadline: { hours: 1 },
      input: anyInput,
      steps: [...steps, tell],
    }),
    failure,
  );

test.each<[string, Readonly<Record<string, number>>, readonly SagaElement[], number]>([
  ['before a step that often says no', { check: 0.05 }, [pay, check], 1],
  ['named as the state machine has it', { Check: 0.2 }, [pay, check], 1],
  ['before one that is conditional', { check: 0.05 }, [pay, maybe], 1],
  ['before one that seldom does', { check: 0.049 }, [pay, check], 0],
  ['before one of which nothing is known', {}, [pay, check], 0],
  ['behind it', { check: 0.5 }, [check, pay], 0],
  ['before itself', { pay: 0.5 }, [pay, check], 0],
  ['before one that is retried until it succeeds', { tell: 0.5 }, [pay, check], 0],
  ['beside it, in one group', { check: 0.5 }, [parallel([pay, check])], 1],
])('what others take for final %s', (_where, failure, steps, count) => {
  expect(warnings(failure, ...steps)).toHaveLength(count);
});

test('a step that is seen as pending is no matter', () => {
  const pending = step('pay', { by: 'till', compensation: 'refund', seen: 'pending' });
  expect(warnings({ check: 0.5 }, pending, check)).toEqual([]);
});

test('the warning names both steps, the chance and the remedy', () => {
  expect(warnings({ check: 0.125 }, pay, check)).toEqual([
    'others take pay for final, and check after it says no to 12.5 % of the sagas: put pay behind it, or let its ' +
      'record be seen as pending',
  ]);
});

test('there are two ways to be seen', () => {
  // @ts-expect-error and no third
  const odd = step('pay', { by: 'till', compensation: 'refund', seen: 'maybe' });
  expect(() => warnings({}, odd)).toThrow("step 'pay': seen is 'maybe': use one of 'final', 'pending'");
});
