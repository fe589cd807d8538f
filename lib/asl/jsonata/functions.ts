import { createHash, randomUUID } from 'node:crypto';

/** Functions of jsonata 2.0.6 that Step Functions offers: all of them but `$eval`. Source: jsonata's static frame. */
const LIBRARY: readonly string[] = [
  ...['sum', 'count', 'max', 'min', 'average', 'string', 'substring', 'substringBefore', 'substringAfter'],
  ...['lowercase', 'uppercase', 'length', 'trim', 'pad', 'match', 'contains', 'replace', 'split', 'join'],
  ...[
    'formatNumber',
    'formatBase',
    'formatInteger',
    'parseInteger',
    'number',
    'floor',
    'ceil',
    'round',
    'abs',
  ],
  ...[
    'sqrt',
    'power',
    'random',
    'boolean',
    'not',
    'map',
    'zip',
    'filter',
    'single',
    'reduce',
    'sift',
    'keys',
  ],
  ...['lookup', 'append', 'exists', 'spread', 'merge', 'reverse', 'each', 'error', 'assert', 'type', 'sort'],
  ...['shuffle', 'distinct', 'base64encode', 'base64decode', 'encodeUrlComponent', 'encodeUrl'],
  ...['decodeUrlComponent', 'decodeUrl', 'toMillis', 'fromMillis', 'clone', 'now', 'millis'],
];

/**
 * Functions that Step Functions adds, good enough to evaluate an expression on an empty execution.
 * Source: developer guide, "JSONata functions provided by Step Functions".
 */
export const ADDED_FUNCTIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  partition: (values: unknown, size: number) => {
    if (values === undefined) return undefined;
    const items = Array.isArray(values) ? values : [values];
    return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
      items.slice(index * size, (index + 1) * size),
    );
  },
  range: (start: number, end: number, step: number) =>
    Array.from(
      { length: Math.max(0, Math.floor((end - start) / step) + 1) },
      (_, index) => start + index * step,
    ),
  hash: (data: unknown, algorithm: string) =>
    data === undefined
      ? undefined
      : createHash(algorithm.replace('-', '').toLowerCase())
          .update(typeof data === 'string' ? data : JSON.stringify(data))
          .digest('hex'),
  /** With a seed it is AWS's own; the library's takes none. */
  random: () => 0.5,
  uuid: () => randomUUID(),
  parse: (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text)),
};

/** Every function that an expression may call. */
export const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set([...LIBRARY, ...Object.keys(ADDED_FUNCTIONS)]);
