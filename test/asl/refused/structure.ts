import { chain, machine, only, onlyJsonPath, PASS, TASK } from '../definitions';

/** What it shows, the definition, and what is told of it. */
export type Refused = readonly [what: string, definition: object | string, told: readonly string[]];

const SCHEMA = (location: string): string => `SCHEMA_VALIDATION_FAILED at ${location}`;
const TARGET = (location: string): string => `MISSING_TRANSITION_TARGET at ${location}`;
const PARALLEL = (branches: readonly object[]): object => ({
  Type: 'Parallel',
  Branches: branches,
  End: true,
});
const MAP = (processor: object): object => ({ Type: 'Map', ItemProcessor: processor, End: true });
const LONG = 'N'.repeat(81);

export const TEXTS: readonly Refused[] = [
  ['nothing', ' ', ['SCHEMA_VALIDATION_FAILED at undefined']],
  ['no JSON', '{', ['INVALID_JSON_DESCRIPTION at [Source: (String)"{"; line: 1, column: 2]']],
  [
    'a comment in JSON',
    '{\n  /* c */ }',
    ['INVALID_JSON_DESCRIPTION at [Source: (String)"{\n  /* c */ }"; line: 2, column: 3]'],
  ],
  [
    'a comma too many',
    `{"Comment":"${'x'.repeat(600)}",}`,
    [
      `INVALID_JSON_DESCRIPTION at [Source: (String)"{"Comment":"${'x'.repeat(488)}"[truncated 115 chars]; line: 1, column: 615]`,
    ],
  ],
  ['a list', '[]', ['SCHEMA_VALIDATION_FAILED at undefined']],
  ['a text', '"text"', ['SCHEMA_VALIDATION_FAILED at undefined']],
  ['null', 'null', ['SCHEMA_VALIDATION_FAILED at undefined']],
  [
    'more than 1 MiB',
    JSON.stringify(only({ ...PASS, Comment: 'x'.repeat(1024 * 1024) })),
    ['SCHEMA_VALIDATION_FAILED at undefined'],
  ],
  ['nested too deeply', `${'['.repeat(1001)}${']'.repeat(1001)}`, ['INVALID_JSON_DESCRIPTION at undefined']],
  [
    'a field given twice',
    '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"End":true}}}',
    ['INVALID_JSON_DESCRIPTION at /States/A'],
  ],
  [
    'a state given twice',
    '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Succeed"}}}',
    ['DUPLICATE_STATE_NAME at /States/A'],
  ],
];

export const CHAINS: readonly Refused[] = [
  ['nothing that is needed', {}, [SCHEMA('/')]],
  ['no StartAt', { States: { A: PASS } }, [SCHEMA('/')]],
  ['no States', { StartAt: 'A' }, [SCHEMA('/')]],
  ['States that are none', { StartAt: 'A', States: [] }, [SCHEMA('/States')]],
  ['States without a state', { StartAt: 'A', States: {} }, [SCHEMA('/States')]],
  ['a state that is none', { StartAt: 'A', States: { A: PASS, B: 1 } }, [SCHEMA('/States/B')]],
  ['a StartAt that is not there', only(PASS, { StartAt: 'Z' }), [TARGET('/StartAt')]],
  ['a StartAt that is no text', only(PASS, { StartAt: 1 }), [SCHEMA('/StartAt')]],
  ['an unknown field', only(PASS, { Foo: 1 }), [SCHEMA('/')]],
  ['a Version that is none', only(PASS, { Version: '2.0' }), [SCHEMA('/Version')]],
  ['a Version that is a number', only(PASS, { Version: 1 }), [SCHEMA('/Version')]],
  ['a Comment that is no text', only(PASS, { Comment: 1 }), [SCHEMA('/Comment')]],
  ['a timeout of nothing', only(PASS, { TimeoutSeconds: 0 }), [SCHEMA('/TimeoutSeconds')]],
  ['a timeout that is no number', only(PASS, { TimeoutSeconds: '60' }), [SCHEMA('/TimeoutSeconds')]],
  ['an unknown language', only(PASS, { QueryLanguage: 'jsonata' }), [SCHEMA('/QueryLanguage')]],
  ['a language that is no text', only(PASS, { QueryLanguage: 1 }), [SCHEMA('/QueryLanguage')]],
  [
    'a name of 81 characters',
    machine({ [LONG]: PASS }, { StartAt: LONG }),
    [`INVALID_STATE_NAME at /States/${LONG}`],
  ],
  ['a name of none', machine({ '': PASS }, { StartAt: '' }), ['INVALID_STATE_NAME at /States/']],
  [
    'a name in a branch and outside',
    machine({ A: { ...PARALLEL([chain(PASS)]), End: undefined, Next: 'B' }, B: PASS }),
    ['DUPLICATE_STATE_NAME at /States/A/Branches[0]/States/B'],
  ],
  [
    'a name in two branches',
    only(PARALLEL([chain(PASS), chain(PASS)])),
    ['DUPLICATE_STATE_NAME at /States/A/Branches[1]/States/B'],
  ],
  [
    'a name in a Map in a Map',
    only(MAP(chain({ ...MAP({ StartAt: 'A', States: { A: PASS } }) }))),
    ['DUPLICATE_STATE_NAME at /States/A/ItemProcessor/States/B/ItemProcessor/States/A'],
  ],
  [
    'a language in a branch',
    only(PARALLEL([chain(PASS, { QueryLanguage: 'JSONata' })])),
    [SCHEMA('/States/A/Branches[0]')],
  ],
  [
    'a ProcessorConfig in a branch',
    only(PARALLEL([chain(PASS, { ProcessorConfig: {} })])),
    [SCHEMA('/States/A/Branches[0]')],
  ],
  [
    'a timeout in a processor',
    only(MAP(chain(PASS, { TimeoutSeconds: 1 }))),
    [SCHEMA('/States/A/ItemProcessor')],
  ],
  ['a branch without States', only(PARALLEL([{ StartAt: 'B' }])), [SCHEMA('/States/A/Branches[0]')]],
];

export const TRANSITIONS: readonly Refused[] = [
  [
    'neither Next nor End',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass' } }),
    [SCHEMA('/States/B'), 'MISSING_END_STATE at undefined'],
  ],
  ['Next and End', machine({ A: { ...PASS, Next: 'B' }, B: PASS }), [SCHEMA('/States/A')]],
  [
    'End that is false',
    machine({ A: { Type: 'Pass', End: false, Next: 'B' }, B: { Type: 'Wait', Seconds: 1, End: false } }),
    [SCHEMA('/States/B'), 'MISSING_END_STATE at undefined'],
  ],
  [
    'End that is a text',
    only({ Type: 'Pass', End: 'true' }),
    [SCHEMA('/States/A/End'), SCHEMA('/States/A'), 'MISSING_END_STATE at undefined'],
  ],
  ['Next of a Succeed', machine({ A: { Type: 'Succeed', Next: 'B' }, B: PASS }), [SCHEMA('/States/A')]],
  ['End of a Fail', only({ Type: 'Fail', End: true }), [SCHEMA('/States/A')]],
  [
    'Next of a Choice',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Next: 'B' }, B: PASS }),
    [SCHEMA('/States/A')],
  ],
  [
    'a loop without an end',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    ['MISSING_END_STATE at undefined'],
  ],
  ['a loop beside an end', machine({ A: { Type: 'Pass', Next: 'A' }, B: PASS }), [TARGET('/States/B')]],
  ['a state that nothing leads to', machine({ A: PASS, B: PASS }), [TARGET('/States/B')]],
  [
    'two that lead only to one another',
    machine({ A: PASS, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } }),
    [TARGET('/States/B'), TARGET('/States/C')],
  ],
  [
    'a Next that is not there',
    only({ Type: 'Pass', Next: 'Z' }),
    [TARGET('/States/A/Next'), 'MISSING_END_STATE at undefined'],
  ],
  [
    'a Default that is not there',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'Z' }, B: PASS }),
    [TARGET('/States/A/Default')],
  ],
  [
    'a rule that leads nowhere',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Z' }], Default: 'B' }, B: PASS }),
    [TARGET('/States/A/Choices[0]/Next')],
  ],
  [
    'a catcher that leads nowhere',
    only({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 'Z' }] }),
    [TARGET('/States/A/Catch[0]/Next')],
  ],
  [
    'a transition out of a branch',
    only(PARALLEL([chain({ Type: 'Pass', Next: 'A' })])),
    [TARGET('/States/A/Branches[0]/States/B/Next')],
  ],
  [
    'a transition into a branch',
    machine({ A: { ...PARALLEL([chain(PASS)]), End: undefined, Next: 'B' } }),
    [TARGET('/States/A/Next'), 'MISSING_END_STATE at undefined'],
  ],
  [
    'a Next that is an inherited name',
    only({ Type: 'Pass', Next: 'toString' }),
    [TARGET('/States/A/Next'), 'MISSING_END_STATE at undefined'],
  ],
  [
    'unreachable in a branch',
    only(PARALLEL([{ StartAt: 'B', States: { B: PASS, C: PASS } }])),
    [TARGET('/States/A/Branches[0]/States/C')],
  ],
];

export const TYPES: readonly Refused[] = [
  ['no Type', onlyJsonPath({ End: true }), [SCHEMA('/States/A')]],
  ['an unknown Type', only({ Type: 'Nap', End: true }), [SCHEMA('/States/A/Type')]],
  ['a Type that is an inherited name', only({ Type: 'constructor', End: true }), [SCHEMA('/States/A/Type')]],
  ['an unknown field', only({ ...PASS, Foo: 1 }), [SCHEMA('/States/A')]],
  ['a field of an inherited name', only({ ...PASS, valueOf: 1 }), [SCHEMA('/States/A')]],
  ['a Comment that is no text', only({ ...PASS, Comment: {} }), [SCHEMA('/States/A/Comment')]],
  ...['Pass', 'Wait', 'Succeed', 'Fail', 'Choice', 'Map', 'Parallel'].map(
    (type): Refused => [
      `TimeoutSeconds on a ${type}`,
      withState(type, { TimeoutSeconds: 1 }),
      [SCHEMA('/States/A')],
    ],
  ),
  ...['Pass', 'Wait', 'Succeed', 'Fail', 'Choice'].flatMap((type): readonly Refused[] => [
    [`Retry on a ${type}`, withState(type, { Retry: [] }), [SCHEMA('/States/A')]],
    [`Catch on a ${type}`, withState(type, { Catch: [] }), [SCHEMA('/States/A')]],
  ]),
  ...['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'TimeoutSecondsPath'].map(
    (field): Refused => [`${field} in JSONata`, only({ ...TASK, [field]: '$' }), [SCHEMA('/States/A')]],
  ),
  ...['Output', 'Arguments'].map(
    (field): Refused => [
      `${field} in JSONPath`,
      onlyJsonPath({ ...TASK, [field]: {} }),
      [SCHEMA('/States/A')],
    ],
  ),
  ['Result in JSONata', only({ ...PASS, Result: 1 }), [SCHEMA('/States/A')]],
  ['Items in JSONPath', onlyJsonPath({ ...MAP(chain(PASS)), Items: [] }), [SCHEMA('/States/A')]],
  [
    'Output of a catcher in JSONPath',
    onlyJsonPath({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 'A', Output: 1 }] }),
    [SCHEMA('/States/A/Catch[0]')],
  ],
  [
    'ResultPath of a catcher in JSONata',
    only({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 'A', ResultPath: '$.e' }] }),
    [SCHEMA('/States/A/Catch[0]')],
  ],
  [
    'a state of JSONPath in JSONata',
    only({ ...PASS, QueryLanguage: 'JSONPath', InputPath: '$' }),
    [SCHEMA('/States/A')],
  ],
  [
    'the language of a Map is not that of its states',
    onlyJsonPath({ ...MAP(chain({ ...PASS, Output: 1 })), QueryLanguage: 'JSONata' }),
    [SCHEMA('/States/A/ItemProcessor/States/B')],
  ],
];

function withState(type: string, more: object): object {
  const ends = ['Succeed', 'Fail', 'Choice'].includes(type) ? {} : { End: true };
  const needs: Readonly<Record<string, object>> = {
    Choice: { Choices: [{ Condition: true, Next: 'C' }] },
    Map: { ItemProcessor: chain(PASS) },
    Parallel: { Branches: [chain(PASS)] },
    Wait: { Seconds: 1 },
  };
  const others = type === 'Choice' ? { C: PASS } : {};
  return machine({ A: { Type: type, ...ends, ...needs[type], ...more }, ...others });
}
