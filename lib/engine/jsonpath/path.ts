import { parseFilter } from './filter';
import { Reader } from './reader';
import { PathError, type PathScope } from './scope';

/** A compiled JSONPath, such as `$.items[0].name`, `$$.Execution.Id` or `$variable.field`. */
export interface Path {
  readonly text: string;
  /** It names one place. An indefinite path (`*`, `..`, slices, filters) yields a list, an empty one too. */
  readonly definite: boolean;
  /** Every value it finds. */
  find(scope: PathScope): readonly unknown[];
}

/** One step: from one value to those it selects. */
export interface Step {
  readonly definite: boolean;
  select(value: unknown): readonly unknown[];
}

/** Throws PathError when the text is no path. */
export const parsePath = (text: string): Path => {
  const reader = new Reader(text);
  const path = readPath(reader);
  if (!reader.atEnd) reader.fail('end expected');
  return path;
};

/** Reads the path that begins here and ends where it can go no further. */
export const readPath = (reader: Reader): Path => {
  const start = reader.position;
  const root = readRoot(reader);
  const steps = readSteps(reader);
  return {
    text: reader.text.slice(start, reader.position),
    definite: steps.every(({ definite }) => definite),
    find: (scope) => follow(steps, root(scope)),
  };
};

export const follow = (steps: readonly Step[], root: unknown): readonly unknown[] => {
  let values: readonly unknown[] = root === undefined ? [] : [root];
  for (const step of steps) values = values.flatMap((value) => step.select(value));
  return values;
};

const readRoot = (reader: Reader): ((scope: PathScope) => unknown) => {
  reader.expect('$');
  if (reader.take('$')) return ({ context }) => context;
  const name = reader.match(/[\p{ID_Start}_][\p{ID_Continue}]*/u);
  return name === undefined ? ({ input }) => input : (scope) => scope.variable(name);
};

export const readSteps = (reader: Reader): readonly Step[] => {
  const steps: Step[] = [];
  for (;;) {
    if (reader.take('..')) steps.push(descendants, ...(reader.peek() === '[' ? [] : [readName(reader)]));
    else if (reader.take('.')) steps.push(readName(reader));
    else if (reader.take('[')) steps.push(readBracket(reader));
    else return steps;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const member = (name: string): Step => ({
  definite: true,
  select: (value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []),
});

const wildcard: Step = {
  definite: false,
  select: (value) => (value !== null && typeof value === 'object' ? Object.values(value) : []),
};

const descendants: Step = {
  definite: false,
  select: (value) => [value, ...wildcard.select(value).flatMap((inner) => descendants.select(inner))],
};

const length: Step = {
  definite: true,
  select: (value) => {
    if (Array.isArray(value) || typeof value === 'string') return [value.length];
    return isObject(value) ? [Object.keys(value).length] : [];
  },
};

const readName = (reader: Reader): Step => {
  if (reader.take('*')) return wildcard;
  if (reader.take('length()')) return length;
  const name = reader.match(/[^\s.[\]()*,'"=<>!&|~]+/);
  return name === undefined ? reader.fail('a name expected') : member(name);
};

const readBracket = (reader: Reader): Step => {
  reader.skipSpace();
  if (reader.take('*')) return closed(reader, wildcard);
  if (reader.take('?')) return closed(reader, filter(reader));
  if (reader.peek() === "'" || reader.peek() === '"') return readNames(reader);
  return readIndexes(reader);
};

const closed = (reader: Reader, step: Step): Step => {
  reader.skipSpace();
  reader.expect(']');
  return step;
};

const filter = (reader: Reader): Step => {
  const matches = parseFilter(reader);
  return {
    definite: false,
    select: (value) => (Array.isArray(value) ? value : [value]).filter(matches),
  };
};

const readNames = (reader: Reader): Step => {
  const names = [reader.quoted()];
  reader.skipSpace();
  while (reader.take(',')) {
    reader.skipSpace();
    names.push(reader.quoted());
    reader.skipSpace();
  }
  return closed(reader, union(names.map(member)));
};

const union = (steps: readonly Step[]): Step => ({
  definite: steps.length === 1,
  select: (value) => steps.flatMap((step) => step.select(value)),
});

const element = (index: number): Step => ({
  definite: true,
  select: (value) => {
    const place = Array.isArray(value) && index < 0 ? value.length + index : index;
    return Array.isArray(value) && place in value ? [value[place]] : [];
  },
});

const slice = (start: number | undefined, end: number | undefined, step: number): Step => ({
  definite: false,
  select: (value) =>
    Array.isArray(value) ? value.slice(start, end).filter((_, index) => index % step === 0) : [],
});

const readIndexes = (reader: Reader): Step => {
  const text = reader.match(/[-\d:,\s]+/)?.replace(/\s/g, '');
  if (!text) return reader.fail('a name, an index or a filter expected');
  if (!text.includes(':')) return closed(reader, union(text.split(',').map((part) => element(Number(part)))));
  const [start, end, step] = text.split(':').map((part) => (part === '' ? undefined : Number(part)));
  return closed(reader, slice(start, end, Math.max(1, step ?? 1)));
};

/** The value of a path: the one it names, or the list of what it finds. Throws PathError when it names nothing. */
export const readValueAt = (path: Path, scope: PathScope): unknown => {
  const found = path.find(scope);
  if (!path.definite) return found;
  if (found.length > 0) return found[0];
  const input = JSON.stringify(scope.input);
  throw new PathError(`The JSONPath '${path.text}' could not be found in the input '${input}'`);
};
