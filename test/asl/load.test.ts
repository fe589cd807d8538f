import { DefinitionError, loadDefinition } from '../../lib/asl';

const pass = { Type: 'Pass', End: true };
const machine = (states: object, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: states,
  ...more,
});
const only = (state: object, more?: object): object => machine({ A: state }, more);
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const branch = (state: object): object => ({ StartAt: 'B', States: { B: state } });

describe('loadDefinition', () => {
  it('takes a definition as text or as an object', () => {
    const definition = only(pass);
    expect(loadDefinition(definition)).toBe(definition);
    expect(loadDefinition(JSON.stringify(definition))).toEqual(definition);
  });

  it.each([
    ['{', /^The state machine: the definition is not JSON/],
    ['[]', /^The state machine: the definition is not an object/],
    [only(pass, { Foo: 1 }), /^The state machine: unknown field Foo; use /],
    [only(pass, { StartAt: 'Z' }), /^The state machine: StartAt is "Z"; name one of A$/],
    [{ StartAt: 'A', States: {} }, /^The state machine: it has no States/],
    [only(pass, { TimeoutSeconds: 0 }), /^The state machine: TimeoutSeconds is 0/],
    [only(pass, { QueryLanguage: 'XPath' }), /^The state machine: unknown QueryLanguage "XPath"/],
    [only({ Type: 'Nap', End: true }), /^State 'A': unknown Type "Nap"; use Choice, Fail, Map/],
    [only({ ...pass, Foo: 1 }), /^State 'A': unknown field Foo in a Pass/],
    [only({ ...pass, Parameters: {} }), /^State 'A': Parameters belongs to JSONPath, the state is JSONata/],
    [
      only({ ...pass, QueryLanguage: 'JSONPath' }),
      /^State 'A': JSONPath inside a machine that declares JSONata/,
    ],
    [{ StartAt: 'A', States: { A: { ...pass, Output: 1 } } }, /^State 'A': Output belongs to JSONata/],
    [only({ Type: 'Pass' }), /^State 'A': it must have either Next or End/],
    [only({ ...pass, Next: 'A' }), /^State 'A': it must have either Next or End/],
    [only({ Type: 'Pass', Next: 'Z' }), /^State 'A': it leads to 'Z', which is not there; name one of A$/],
    [machine({ A: pass, B: pass }), /^State 'B': no state leads to it/],
    [machine({ ['N'.repeat(81)]: pass }, { StartAt: 'N'.repeat(81) }), /the name has 81 characters/],
    [only({ Type: 'Choice', Choices: [] }), /^State 'A': Choices is not a list with entries/],
    [only({ Type: 'Choice', Choices: [{ Next: 'A' }] }), /^State 'A': a rule of Choices has no Condition/],
    [only({ Type: 'Choice', Choices: [{ Condition: true }] }), /^State 'A': a rule of Choices has no Next/],
    [only({ Type: 'Wait', End: true }), /^State 'A': it has 0 of Seconds, Timestamp; give exactly one/],
    [
      only({ Type: 'Wait', Seconds: 1, Timestamp: 'x', End: true }),
      /^State 'A': it has 2 of Seconds, Timestamp/,
    ],
    [only({ ...task, Resource: 'lambda' }), /^State 'A': Resource is "lambda"/],
    [
      only({ ...task, Resource: 'arn:aws:states:eu-west-1:1:activity:a' }),
      /^State 'A': activities are not supported/,
    ],
    [only({ ...task, Credentials: {} }), /^State 'A': Credentials is not supported/],
    [only({ ...task, Retry: {} }), /^State 'A': Retry is not a list/],
    [only({ ...task, Retry: [{ ErrorEquals: [] }] }), /^State 'A': a retrier has no ErrorEquals/],
    [
      only({ ...task, Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }),
      /States.ALL of a retrier is not alone and last/,
    ],
    [only({ ...task, Retry: [{ ErrorEquals: ['X'], MaxAttempts: -1 }] }), /MaxAttempts of a retrier is -1/],
    [only({ ...task, Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] }), /BackoffRate of a retrier is 0.5/],
    [
      only({ ...task, Retry: [{ ErrorEquals: ['X'], JitterStrategy: 'HALF' }] }),
      /unknown JitterStrategy "HALF"/,
    ],
    [only({ ...task, Retry: [{ ErrorEquals: ['X'], Times: 1 }] }), /unknown field Times in a retrier/],
    [only({ ...task, Catch: [{ ErrorEquals: ['States.ALL'] }] }), /^State 'A': a catcher has no Next/],
    [only({ ...task, Catch: [{ ErrorEquals: ['X'], Next: 'Z' }] }), /^State 'A': it leads to 'Z'/],
    [
      only({ ...task, Catch: [{ ErrorEquals: ['X'], Next: 'A', ResultPath: '$.e' }] }),
      /unknown field ResultPath in a catcher/,
    ],
    [only({ Type: 'Parallel', Branches: [], End: true }), /^State 'A': Branches is not a list with entries/],
    [
      only({ Type: 'Parallel', Branches: [branch({ Type: 'Pass', Next: 'A' })], End: true }),
      /^State 'B': it leads to 'A', which is not there; name one of B$/,
    ],
    [
      only({ Type: 'Parallel', Branches: [{ ...branch(pass), Foo: 1 }], End: true }),
      /^State 'A', branch 1: unknown field Foo/,
    ],
    [
      only({
        Type: 'Parallel',
        Branches: [branch({ ...pass, Assign: { x: 1 } })],
        Assign: { x: 2 },
        End: true,
      }),
      /^State 'B': it assigns x, a variable of the scope outside/,
    ],
    [only({ Type: 'Map', End: true }), /^State 'A': it has 0 of ItemProcessor, Iterator/],
    [
      only({ Type: 'Map', ItemProcessor: { ...branch(pass), ProcessorConfig: { Mode: 'FAST' } }, End: true }),
      /^State 'A': unknown Mode "FAST"/,
    ],
    [
      only({ Type: 'Map', ItemReader: {}, ItemProcessor: branch(pass), End: true }),
      /^State 'A': ItemReader is not supported/,
    ],
    [only({ ...pass, Assign: { states: 1 } }), /^State 'A': it assigns states/],
    [only({ ...pass, Output: { a: ['{% 1 + %}'] } }), /^State 'A': Output\/a\[0\] is not JSONata/],
    [only({ ...pass, Output: '{% 1 }' }), /^State 'A': Output opens with {% and does not close/],
  ])('refuses %j', (definition, message) => {
    let error: unknown;
    try {
      loadDefinition(definition as object | string);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DefinitionError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('takes JSONata states in a machine of JSONPath, and branches with variables of their own', () => {
    const state = { ...pass, QueryLanguage: 'JSONata', Output: '{% 1 %}' };
    expect(() => loadDefinition({ StartAt: 'A', States: { A: state } })).not.toThrow();
    const Branches = [branch({ ...pass, Assign: { x: 1 } }), branch({ ...pass, Assign: { x: 2 } })];
    expect(() =>
      loadDefinition(only({ Type: 'Parallel', Branches, Assign: { y: 1 }, End: true })),
    ).not.toThrow();
  });
});
