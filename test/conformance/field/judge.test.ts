import type { FieldCase } from './field-case';
import { judge } from './judge';
import { runFieldCase } from './run-field-case';

const pass = (fields: object): FieldCase['definition'] =>
  ({ StartAt: 'P', States: { P: { Type: 'Pass', ...fields, End: true } } }) as never;

const task = (fields: object): FieldCase['definition'] =>
  ({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', ...fields, End: true } },
  }) as never;

const verdict = async (fieldCase: Omit<FieldCase, 'name'>): Promise<string | undefined> => {
  const whole = { name: 'case', ...fieldCase };
  return judge(whole, await runFieldCase(whole));
};

const succeeds = { definition: pass({}), input: { a: 1 } };
const fails = { definition: pass({ InputPath: '$.z' }), input: {} };
const refused = { definition: { StartAt: 'X', States: {} } as never, input: {} };

describe('a field case', () => {
  it.each([
    ['an output', succeeds, { output: { a: 1 } }, { output: { a: 2 } }],
    ['a status', succeeds, { status: 'SUCCEEDED' }, { status: 'FAILED' }],
    ['that it fails', fails, { fails: true }, { fails: false }],
    ['an error', fails, { error: 'States.Runtime' }, { error: 'States.Timeout' }],
    ['words of a cause', fails, { 'cause contains': "path '$.z'" }, { 'cause contains': 'other' }],
    ['that it is refused', refused, { refused: true }, { loads: true }],
    ['a code', refused, { refused: true }, { refused: 'NO_SUCH_CODE' }],
    ['that it loads', succeeds, { loads: true }, { refused: true }],
    ['that it loads, and may fail', fails, { loads: true }, { refused: true }],
  ])('that expects %s is told from one that differs', async (_what, made, right, wrong) => {
    expect(await verdict({ ...made, expect: right })).toBeUndefined();
    expect(await verdict({ ...made, expect: wrong })).toContain('expected');
  });

  it.each([[{}], [{ outputs: {} }]])('that expects %j expects nothing that is known', async (expected) => {
    expect(await verdict({ ...succeeds, expect: expected })).toBeDefined();
  });

  it.each([
    ['a value', {}, { publish: { ok: [1] } }, { output: { ok: [1] } }],
    [
      'an error',
      {},
      { publish: { error: 'Oops', cause: 'why' } },
      { error: 'Oops', 'cause contains': 'why' },
    ],
    [
      'after a while',
      { TimeoutSeconds: 5 },
      { publish: { sleep: 9, value: 1 } },
      { error: 'States.Timeout' },
    ],
    ['in time', { TimeoutSeconds: 10 }, { publish: { sleep: 9, value: 1 } }, { output: 1 }],
  ])('has services that answer %s', async (_what, fields, services, expected) => {
    expect(
      await verdict({ definition: task(fields), input: {}, services, expect: expected }),
    ).toBeUndefined();
  });
});
