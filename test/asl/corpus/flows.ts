/** Definitions as people write them, small. States that call nothing. */
const pass = (more: object): object => ({
  StartAt: 'P',
  States: { P: { Type: 'Pass', ...more, End: true } },
});

const jsonata = (states: object): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});

const choice = (rules: readonly object[], more: object = {}): object => ({
  StartAt: 'C',
  States: { C: { Type: 'Choice', Choices: rules, Default: 'Yes', ...more }, Yes: { Type: 'Succeed' } },
});

const wait = (time: object): object => ({
  StartAt: 'W',
  States: { W: { Type: 'Wait', ...time, End: true } },
});

export const FLOWS: Readonly<Record<string, object>> = {
  'the smallest': { StartAt: 'S', States: { S: { Type: 'Succeed' } } },
  'all that a machine says': {
    Comment: '{% not an expression',
    Version: '1.0',
    TimeoutSeconds: 3600,
    QueryLanguage: 'JSONPath',
    StartAt: 'S',
    States: { S: { Type: 'Succeed', Comment: '%}', InputPath: '$.a', OutputPath: null } },
  },
  'a constant': pass({ Result: { list: [1, 'two', null, { '$.x': true }] }, ResultPath: '$.made["here"]' }),
  parameters: pass({
    Parameters: {
      constant: 'c',
      'copied.$': '$.a.b',
      'everything.$': '$',
      'context.$': '$$.State.EnteredTime',
      'dot-dash.$': "$.a['dot.dash-name']",
      'found.$': "$.orders[?(@.total > 100 && @.status == 'OPEN')].id",
      'unquoted.$': '$.rows[?(@.kind==RENT)]',
      'slice.$': '$.list[1:3]',
      'last.$': '$.list[-1]',
      'each.$': '$.list[*].name',
      'deep.$': '$..name',
      'length.$': '$.list.length()',
      'joined.$': "$['a','b']",
      list: [{ 'inner.$': '$.x' }, 'text', 3],
    },
    InputPath: '$.data[0]',
  }),
  'intrinsic functions': pass({
    Parameters: {
      'a.$': "States.Array($.a, 'b', 3, true, null)",
      'b.$': 'States.ArrayPartition(States.ArrayRange(1, 9, 2), 4)',
      'c.$': 'States.StringToJson(States.Format(\'\\{"id": {}\\}\', $.id))',
      'd.$': 'States.UUID()',
      'e.$': "States.Hash($.text, 'SHA-256')",
      'f.$': 'States.MathRandom(1, 999)',
      'g.$': 'States.MathAdd($.n, -1)',
      'h.$': "States.ArrayGetItem(States.StringSplit($.path, '/'), 0)",
      'i.$': 'States.JsonMerge($.a, $$.Execution.Input, false)',
      'j.$': 'States.ArrayContains($.list, $.one)',
      'k.$': 'States.Base64Encode($.text)',
      'l.$': 'States.ArrayLength( $.list )',
      'm.$': 'States.ArrayUnique($.list[*].id)',
      'n.$': 'States.JsonToString($)',
    },
  }),
  'variables of JSONPath': {
    StartAt: 'A',
    States: {
      A: {
        Type: 'Pass',
        Assign: { 'id.$': '$.id', fixed: 1, 'made.$': "States.Format('{}', $.id)" },
        Next: 'B',
      },
      B: {
        Type: 'Pass',
        Parameters: { 'x.$': '$id', 'y.$': '$made.length()' },
        OutputPath: '$fixed',
        End: true,
      },
    },
  },
  'every comparison': choice([
    { Variable: '$.a', StringEquals: 'x', Next: 'Yes' },
    { Variable: '$.a', StringMatches: 'log-*.txt', Next: 'Yes', Comment: 'a log' },
    { Variable: "$.a['b']", NumericGreaterThanEqualsPath: '$.limit', Next: 'Yes' },
    { Variable: '$.t', TimestampLessThan: '2030-01-01T00:00:00+01:00', Next: 'Yes', Assign: { late: false } },
    { Variable: '$$.Execution.Input.x', BooleanEquals: true, Next: 'Yes' },
    { Not: { Variable: '$.x', IsPresent: true }, Next: 'Yes' },
    {
      And: [
        { Variable: '$.x', IsPresent: true },
        { Or: [{ Variable: '$.x', IsNull: true }, { Not: { Variable: '$.x', IsString: true } }] },
      ],
      Next: 'Yes',
    },
  ]),
  'a choice without Default': {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$list[0]', NumericEquals: 1.5, Next: 'Y' }] },
      Y: { Type: 'Fail', Error: 'No', Cause: 'because' },
    },
  },
  'waits for seconds': wait({ Seconds: 0 }),
  'waits for seconds by a path': wait({ SecondsPath: '$.wait.seconds' }),
  'waits until': wait({ Timestamp: '2016-03-05T21:29:29.243167252Z' }),
  'waits until, by a path': wait({ TimestampPath: '$$.Execution.Input.at' }),
  'a failure told by functions': {
    StartAt: 'F',
    States: { F: { Type: 'Fail', ErrorPath: "States.Format('E{}', $.code)", CausePath: '$.cause' } },
  },
  'a failure that says nothing': { StartAt: 'F', States: { F: { Type: 'Fail' } } },
  'a loop with a way out': {
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 5, Next: 'Done?' },
      'Done?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.status', StringEquals: 'DONE', Next: 'End of it' }],
        Default: 'Wait',
      },
      'End of it': { Type: 'Succeed' },
    },
  },
  'JSONata: expressions': jsonata({
    A: {
      Type: 'Pass',
      Assign: { rate: 3, items: '{% $states.input.items ? $states.input.items : [] %}', ids: [] },
      Output: {
        open: '{% $states.input.items[status = "OPEN" and $.total > $states.input.min].{"id": id, "n": $count(lines)} %}',
        sorted: '{% $states.input.items^(>price, name) %}',
        grouped: '{% $states.input.items{kind: $sum(price)} %}',
        mapped: '{% $map($states.input.items, function($v, $i) { $v.price * $i }) %}',
        focus: '{% $states.input.items@$x.lines[sku = $x.main] %}',
        block: '{% ($a := 1; $f := function($n) { $n < 1 ? 1 : $n * $f($n - 1) }; $f($a + 3)) %}',
        piped: '{% $states.input.name ~> $trim() ~> $uppercase() %}',
        merged: '{% $merge([$states.input, {"at": $now(), "id": $uuid()}]) %}',
        changed: '{% $states.input ~> |items|{"seen": true}, ["old"]| %}',
        text: "{% 'room ' & $string($states.context.Execution.Input.room) %}",
        plain: 'neither {% nor %} here ',
        every: '{% $states.input.**.price %}',
        parent: '{% $states.input.items.lines.{"of": %.id} %}',
      },
      Next: 'B',
    },
    B: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $rate > 3 %}', Next: 'W', Assign: { rate: 4 }, Output: '{% $states.input %}' },
        { Condition: true, Next: 'F', Comment: '{% text' },
      ],
      Default: 'W',
      Output: { kept: '{% $rate %}' },
      Assign: { ids: '{% $append($ids, 1) %}' },
    },
    W: { Type: 'Wait', Seconds: '{% $rate * 2 %}', Next: 'U' },
    U: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 1000) %}', Next: 'S' },
    S: { Type: 'Succeed', Output: 7 },
    F: { Type: 'Fail', Error: "{% 'E' & $rate %}", Cause: '{% $string($states.input) %}' },
  }),
  'JSONata in a machine of JSONPath': {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.x %}', Next: 'B' },
      B: { Type: 'Pass', Parameters: { text: '{% half a' }, End: true },
    },
  },
};
