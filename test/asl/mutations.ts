import * as fc from 'fast-check';

/** JSON that is open to change. */
// biome-ignore lint/suspicious/noExplicitAny: mutations reach into anything.
type Open = any;

/** One place in a definition: what holds it, and under which key. */
interface Slot {
  readonly holder: Open;
  readonly key: string | number;
}

const slotsOf = (value: Open): readonly Slot[] => {
  if (value === null || typeof value !== 'object') return [];
  return (Array.isArray(value) ? [...value.keys()] : Object.keys(value)).flatMap((key) => [
    { holder: value, key },
    ...slotsOf(value[key]),
  ]);
};

/** What a field may be given instead: other types, edges of ranges, texts that mean something somewhere. */
const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1,
    1.5,
    1e9,
    100_000_000,
    '',
    ' ',
    'x',
    'A',
    '$',
    '$.',
    '$.a',
    '$.a[*]',
    '$$.x',
    '$v.x',
  ],
  ...[
    '{% 1 %}',
    '{% x %}',
    '{%',
    '%}',
    '{% $states.result %}',
    '{% $states.errorOutput %}',
    '{% $$ %}',
    '{% ( %}',
  ],
  ...[
    '{% $f() %}',
    "{% 'a' %}",
    'States.ALL',
    'States.UUID()',
    'States.Format(',
    'JSONata',
    'JSONPath',
    'DISTRIBUTED',
  ],
  ...[
    '2030-01-01T00:00:00Z',
    '2030-01-01',
    '1.0',
    'arn:aws:states:::lambda:invoke',
    '__proto__',
    'constructor',
  ],
  ...[
    [],
    {},
    [[]],
    [1],
    ['States.ALL'],
    [{}],
    { 'a.$': 'x' },
    { 'a.$': '$.a', a: 1 },
    { states: 1 },
    { a: '{% x %}' },
  ],
];

const FIELDS: readonly string[] = [
  ...[
    'Type',
    'Next',
    'End',
    'Comment',
    'QueryLanguage',
    'StartAt',
    'States',
    'Version',
    'TimeoutSeconds',
    'Foo',
  ],
  ...[
    'Resource',
    'Parameters',
    'Arguments',
    'Output',
    'Assign',
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Result',
  ],
  ...[
    'ResultSelector',
    'Retry',
    'Catch',
    'ErrorEquals',
    'Choices',
    'Default',
    'Condition',
    'Variable',
    'And',
    'Not',
  ],
  ...[
    'StringEquals',
    'NumericEqualsPath',
    'IsPresent',
    'Branches',
    'ItemProcessor',
    'Iterator',
    'Items',
    'ItemsPath',
  ],
  ...[
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'Label',
  ],
  ...[
    'Seconds',
    'SecondsPath',
    'Timestamp',
    'TimestampPath',
    'Error',
    'ErrorPath',
    'HeartbeatSeconds',
    'Credentials',
  ],
  ...[
    'ToleratedFailurePercentage',
    'MaxAttempts',
    'BackoffRate',
    'JitterStrategy',
    'ProcessorConfig',
    '__proto__',
  ],
];

const STATE_TYPES = ['Task', 'Pass', 'Wait', 'Choice', 'Succeed', 'Fail', 'Parallel', 'Map', 'Nap'];

/** A mutation draws its numbers from here, each from 0 up to, not including, `below`. */
type Draw = (below: number) => number;

const put = ({ holder, key }: Slot, value: unknown): void => {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
};

const oneOf = <Item>(items: readonly Item[], draw: Draw): Item => items[draw(items.length)] as Item;

const MUTATIONS: Readonly<Record<string, (slots: readonly Slot[], draw: Draw) => void>> = {
  delete: (slots, draw) => {
    const { holder, key } = oneOf(slots, draw);
    if (Array.isArray(holder)) holder.splice(key as number, 1);
    else delete holder[key];
  },
  replace: (slots, draw) => put(oneOf(slots, draw), structuredClone(oneOf(VALUES, draw))),
  rename: (slots, draw) => {
    const { holder, key } = oneOf(slots, draw);
    if (Array.isArray(holder)) return;
    const value = holder[key];
    delete holder[key];
    put({ holder, key: oneOf(FIELDS, draw) }, value);
  },
  add: (slots, draw) => {
    const { holder } = oneOf(slots, draw);
    const key = Array.isArray(holder) ? holder.length : oneOf(FIELDS, draw);
    put({ holder, key }, structuredClone(oneOf(VALUES, draw)));
  },
  duplicate: (slots, draw) => {
    const from = oneOf(slots, draw);
    put(oneOf(slots, draw), structuredClone(from.holder[from.key]));
  },
  swap: (slots, draw) => {
    const [one, other] = [oneOf(slots, draw), oneOf(slots, draw)];
    const [a, b] = [structuredClone(one.holder[one.key]), structuredClone(other.holder[other.key])];
    put(one, b);
    put(other, a);
  },
  wrap: (slots, draw) => {
    const slot = oneOf(slots, draw);
    put(slot, [slot.holder[slot.key]]);
  },
  type: (slots, draw) => {
    const types = slots.filter(({ key }) => key === 'Type');
    if (types.length > 0) put(oneOf(types, draw), oneOf(STATE_TYPES, draw));
  },
  language: (slots, draw) => {
    const { holder } = oneOf(slots, draw);
    if (!Array.isArray(holder)) put({ holder, key: 'QueryLanguage' }, oneOf(['JSONata', 'JSONPath'], draw));
  },
  text: (slots, draw) => {
    const texts = slots.filter(({ holder, key }) => typeof holder[key] === 'string');
    if (texts.length === 0) return;
    const slot = oneOf(texts, draw);
    const before = slot.holder[slot.key] as string;
    const at = draw(before.length + 1);
    const inserted = oneOf(
      ['', '', '$', '.', '[', ']', '(', "'", '"', '%', '{', '}', ' ', '\\', '*', '0', 'é'],
      draw,
    );
    put(slot, before.slice(0, at) + inserted + before.slice(at + 1));
  },
};

/** A definition, changed in one to four places. Plain numbers, so that a failure can be written down and run again. */
export const mutant = (
  definitions: readonly object[],
): fc.Arbitrary<{ readonly text: string; readonly how: string }> =>
  fc
    .tuple(fc.nat(definitions.length - 1), fc.array(fc.nat(), { minLength: 4, maxLength: 16 }))
    .map(([index, numbers]) => {
      const holder: Open = { definition: structuredClone(definitions[index]) };
      const how: string[] = [];
      let used = 0;
      const draw: Draw = (below) => (numbers[used++ % numbers.length] ?? 0) % below;
      for (let change = 0; change <= numbers.length / 5; change++) {
        const name = oneOf(Object.keys(MUTATIONS), draw);
        const slots = slotsOf(holder.definition);
        if (slots.length === 0) break;
        how.push(name);
        MUTATIONS[name]?.(slots, draw);
      }
      return { text: JSON.stringify(holder.definition), how: how.join(', ') };
    });
