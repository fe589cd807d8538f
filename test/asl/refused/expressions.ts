import { chain, machine, only, onlyJsonPath, PASS, TASK } from '../definitions';
import type { Refused } from './structure';

const at = (code: string, field: string): string => `${code} at /States/A/${field}`;
const output = (expression: string): object => only({ ...PASS, Output: `{% ${expression} %}` });
const UNSUPPORTED = 'UNSUPPORTED_JSONATA_EXPRESSION';
const INVALID = 'INVALID_JSONATA_EXPRESSION';
const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const ITEMS = '$states.input.items';

/** Each reads the context item, of which there is none. */
const TOP_LEVEL = [
  "'room ' & roomNo",
  'phone',
  'phone.number',
  'phone[0]',
  'phone[1].x',
  '`my phone`',
  'true = phone',
  '[1, phone]',
  '{"a": phone}',
  '{phone: 1}',
  '-phone',
  'phone ? 1 : 2',
  '$states.input.x ? phone : 2',
  '(phone; 1)',
  '($x := phone; $x)',
  'phone ~> $trim()',
  '$trim(phone)',
  'trim("x")',
  '(phone).number',
  `$map(${ITEMS}, function($x) { phone })`,
  '$',
  '$.phone',
  '$[0]',
  'phone in ["a"]',
  '$states.input.x and phone',
  'phone^(x)',
  'phone{x: 1}',
];

export const REFERENCES: readonly Refused[] = [
  ...TOP_LEVEL.map((expression): Refused => [expression, output(expression), [at(UNSUPPORTED, 'Output')]]),
  ['two names', output('aaa + bbb + aaa'), [at(UNSUPPORTED, 'Output'), at(UNSUPPORTED, 'Output')]],
  ['$$', output('$$'), [at(UNSUPPORTED, 'Output')]],
  ['$$ and a path', output('$$.x'), [at(UNSUPPORTED, 'Output')]],
  ['$$ in a filter', output(`${ITEMS}[id = $$.id]`), [at(UNSUPPORTED, 'Output')]],
  ['a name in Assign', only({ ...PASS, Assign: { Next: '{% phone %}' } }), [at(UNSUPPORTED, 'Assign/Next')]],
  [
    'a name in a list',
    only({ ...PASS, Output: { a: { b: [1, '{% phone %}'] } } }),
    [at(UNSUPPORTED, 'Output/a/b[1]')],
  ],
  [
    'a name in arguments',
    only({ ...TASK, Arguments: { Payload: { Comment: '{% phone %}' } } }),
    [at(UNSUPPORTED, 'Arguments/Payload/Comment')],
  ],
  [
    'a name in a time',
    only({ Type: 'Wait', Seconds: '{% phone %}', End: true }),
    [at(UNSUPPORTED, 'Seconds')],
  ],
  ['a name in a cause', only({ Type: 'Fail', Cause: '{% phone %}' }), [at(UNSUPPORTED, 'Cause')]],
  [
    'a name in a condition',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: '{% phone = 1 %}', Next: 'B' }] }, B: PASS }),
    [at(UNSUPPORTED, 'Choices[0]/Condition')],
  ],
  [
    'a name in a catcher',
    only({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 'A', Output: '{% phone %}' }] }),
    [at(UNSUPPORTED, 'Catch[0]/Output')],
  ],
  ...[
    ['Items', '{% phone %}', 'Items'],
    ['ItemSelector', { Next: '{% phone %}' }, 'ItemSelector/Next'],
    ['ItemBatcher', { BatchInput: { Comment: '{% phone %}' } }, 'ItemBatcher/BatchInput/Comment'],
    ['MaxConcurrency', '{% phone %}', 'MaxConcurrency'],
  ].map(
    ([field, value, told]): Refused => [
      `a name in ${field}`,
      only({ Type: 'Map', [field as string]: value, ItemProcessor: chain(PASS), End: true }),
      [at(UNSUPPORTED, told as string)],
    ],
  ),
  [
    'a name in a branch',
    only({ Type: 'Parallel', Branches: [chain({ ...PASS, Output: '{% phone %}' })], End: true }),
    [at(UNSUPPORTED, 'Branches[0]/States/B/Output')],
  ],
];

const RESULT = '{% $states.result %}';
const ERROR = '{% $states.errorOutput.Cause %}';

export const STATES: readonly Refused[] = [
  ['a result in arguments', only({ ...TASK, Arguments: { x: RESULT } }), [at(UNSUPPORTED, 'Arguments/x')]],
  ['a result of a Pass', only({ ...PASS, Output: RESULT }), [at(UNSUPPORTED, 'Output')]],
  [
    'a result in a catcher',
    only({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 'A', Output: RESULT }] }),
    [at(UNSUPPORTED, 'Catch[0]/Output')],
  ],
  ['a result in a filter', output(`${ITEMS}[id = $states.result.id]`), [at(UNSUPPORTED, 'Output')]],
  ['an error in Output', only({ ...TASK, Output: ERROR }), [at(UNSUPPORTED, 'Output')]],
  ['an error in arguments', only({ ...TASK, Arguments: { x: ERROR } }), [at(UNSUPPORTED, 'Arguments/x')]],
  ['a field that nobody has', output('$states.inptu'), [at(UNSUPPORTED, 'Output')]],
];

export const DELIMITERS: readonly Refused[] = [
  ...['3 %}', '{% 3', '{% 3 }', 'total: {% 3 %}', '{% 3 %} in all', ' {% 3 %}', '{% 3 %} ', '{%'].map(
    (text): Refused => [
      JSON.stringify(text),
      only({ ...PASS, Output: { r: text } }),
      [at(INVALID, 'Output/r')],
    ],
  ),
  [
    'half an expression for a number',
    only({ ...TASK, TimeoutSeconds: '{% 3' }),
    [at(INVALID, 'TimeoutSeconds')],
  ],
  ...['1 +', 'a[1,2)', '"open', '{"a":}', '$x :=', '$match("a", /abc', '$.a ?? 1', '$.a ?: 1', ''].map(
    (text): Refused => [`{% ${text} %}`, output(text), [at(INVALID, 'Output')]],
  ),
];

const parameters = (value: unknown): object => onlyJsonPath({ ...PASS, Parameters: value });

export const PATHS: readonly Refused[] = [
  ...[
    'x',
    '',
    '$.',
    '$.x[',
    '$.x[?]',
    '$.x[?(@.y == 1]',
    '$..',
    '$.a b',
    '$x.',
    '$.x[a]',
    "$.x['a]",
    '$.nope()',
  ].map(
    (path): Refused => [
      `a path ${path}`,
      onlyJsonPath({ ...PASS, InputPath: path }),
      [at(SCHEMA, 'InputPath')],
    ],
  ),
  ['a path that is a number', onlyJsonPath({ ...PASS, OutputPath: 1 }), [at(SCHEMA, 'OutputPath')]],
  ...['$.a[*]', '$..a', '$.a[0:2]', '$.a[?(@.x)]', "$['a','b']", '$.a.length()', '$$.x', '$var'].map(
    (path): Refused => [
      `ResultPath ${path}`,
      onlyJsonPath({ ...PASS, ResultPath: path }),
      [at(SCHEMA, 'ResultPath')],
    ],
  ),
  ...['TimeoutSecondsPath', 'HeartbeatSecondsPath'].map(
    (field): Refused => [
      `${field} to several`,
      onlyJsonPath({ ...TASK, [field]: '$.a[*]' }),
      [at(SCHEMA, field)],
    ],
  ),
  [
    'SecondsPath to several',
    onlyJsonPath({ Type: 'Wait', SecondsPath: '$..s', End: true }),
    [at(SCHEMA, 'SecondsPath')],
  ],
  ...[
    'x',
    'text $.x',
    5,
    {},
    '$.x[',
    'States.Nope()',
    'States.Format',
    "States.Format('a'",
    'states.UUID()',
  ].map(
    (value): Refused => [
      `a.$: ${JSON.stringify(value)}`,
      parameters({ 'a.$': value }),
      [at(SCHEMA, 'Parameters')],
    ],
  ),
  ...[
    'States.UUID(1)',
    'States.MathAdd(1)',
    'States.ArrayGetItem($.a)',
    'States.Hash($.a)',
    'States.Format()',
    'States.MathAdd(1,)',
    'States.JsonMerge($.a, $.b)',
    'States.Format(\'He said \\"{}\\"\', $.x)',
    "States.Format('open, $.x)",
    'States.Array($.a $.b)',
    `${'States.Array('.repeat(11)}${')'.repeat(11)}`,
  ].map((value): Refused => [value, parameters({ 'a.$': value }), [at(SCHEMA, 'Parameters')]]),
  ['deep in a template', parameters({ a: [{ 'b.$': 'x' }] }), [at(SCHEMA, 'Parameters/a[0]')]],
  ['a field and its twin', parameters({ a: 1, 'a.$': '$.a' }), [at(SCHEMA, 'Parameters')]],
  [
    'in ResultSelector',
    onlyJsonPath({ ...TASK, ResultSelector: { 'a.$': 'x' } }),
    [at(SCHEMA, 'ResultSelector')],
  ],
  ['in Assign', onlyJsonPath({ ...PASS, Assign: { 'a.$': 'x' } }), [at(SCHEMA, 'Assign')]],
  ['ErrorPath that is none', onlyJsonPath({ Type: 'Fail', ErrorPath: 'x' }), [at(SCHEMA, 'ErrorPath')]],
];

export const DOLLARS: readonly Refused[] = [
  ['in Output', only({ ...PASS, Output: { 'a.$': '$.a' } }), [at(SCHEMA, 'Output')]],
  [
    'deep in arguments',
    only({ ...TASK, Arguments: { a: [{ 'b.$': '$$.Task.Token' }] } }),
    [at(SCHEMA, 'Arguments/a[0]')],
  ],
  ['a function', only({ ...PASS, Output: { 'a.$': 'States.UUID()' } }), [at(SCHEMA, 'Output')]],
];

const inner = (state: object): object => ({ Type: 'Parallel', Branches: [chain(state)], End: true });

export const VARIABLES: readonly Refused[] = [
  ['the name of what is given', only({ ...PASS, Assign: { states: 1 } }), [at(SCHEMA, 'Assign/states')]],
  ['a name with a dash', only({ ...PASS, Assign: { 'a-b': 1 } }), [at(SCHEMA, 'Assign/a-b')]],
  ['a name that is a number', only({ ...PASS, Assign: { '1a': 1 } }), [at(SCHEMA, 'Assign/1a')]],
  ['.$ in a name', only({ ...PASS, Assign: { 'a.$': 1 } }), [at(SCHEMA, 'Assign/a.$')]],
  [
    'a long name',
    only({ ...PASS, Assign: { ['a'.repeat(81)]: 1 } }),
    [at(SCHEMA, `Assign/${'a'.repeat(81)}`)],
  ],
  ['Assign that is a list', only({ ...PASS, Assign: [1] }), [at(SCHEMA, 'Assign')]],
  [
    'a variable of the scope outside',
    only({ ...inner({ ...PASS, Assign: { x: 1 } }), Assign: { x: 2 } }),
    [at(SCHEMA, 'Branches[0]/States/B/Assign/x')],
  ],
  [
    "a variable of the scope outside, beside a catcher's",
    only({
      ...inner({ ...PASS, Assign: { x: 1 } }),
      Assign: { x: 2 },
      Catch: [{ ErrorEquals: ['X'], Next: 'A', Assign: { x: 2 } }],
    }),
    [at(SCHEMA, 'Branches[0]/States/B/Assign/x')],
  ],
];
