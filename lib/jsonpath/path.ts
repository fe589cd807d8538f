import { readSteps } from './path-parser';
import { Reader } from './reader';
import { NoMatchError, type PathScope } from './scope';
import { follow, type Step } from './step';

/** A compiled JSONPath, such as `$.items[0].name`, `$$.Execution.Id` or `$variable.field`. */
export interface Path {
  readonly text: string;
  /** It names one place. An indefinite path (`*`, `..`, slices, filters) yields a list, an empty one too. */
  readonly definite: boolean;
  /** Every value it finds. */
  find(scope: PathScope): readonly unknown[];
  /** The value it names, or the list of what it finds. Throws NoMatchError when it names nothing. */
  read(scope: PathScope): unknown;
  /** It ends at an index beyond the end of an array that is there. */
  endsBeyondArray(scope: PathScope): boolean;
}

/** Throws PathError when the text is no path. */
export const parsePath = (text: string): Path => {
  const reader = new Reader(text.trim());
  const path = readPath(reader);
  if (!reader.atEnd) reader.fail('end expected');
  return path;
};

/** Reads the path that begins here and ends where it can go no further. */
export const readPath = (reader: Reader): Path => {
  const start = reader.position;
  const root = readRoot(reader);
  const steps = readSteps(reader);
  const definite = steps.every((step) => step.definite);
  const text = reader.text.slice(start, reader.position);
  const find = (scope: PathScope): readonly unknown[] => {
    const value = root(scope);
    return follow(steps, value, value);
  };
  return {
    text,
    definite,
    find,
    read: (scope) => {
      const found = find(scope);
      if (!definite) return found;
      if (found.length > 0) return found[0];
      throw new NoMatchError(text, whatIsMissing(steps, root(scope)));
    },
    endsBeyondArray: (scope) => {
      if (!steps.at(-1)?.index) return false;
      const value = root(scope);
      const [holder] = definite ? follow(steps.slice(0, -1), value, value) : [];
      return Array.isArray(holder);
    },
  };
};

const readRoot = (reader: Reader): ((scope: PathScope) => unknown) => {
  reader.expect('$');
  if (reader.take('$')) return ({ context }) => context;
  const name = reader.match(/[\p{ID_Start}_][\p{ID_Continue}]*/u);
  return name === undefined ? ({ input }) => input : (scope) => scope.variable(name);
};

/** In the words of the library that Step Functions reads paths with. Source: recorded executions. */
const whatIsMissing = (steps: readonly Step[], root: unknown): string => {
  let value = root;
  let way = '$';
  for (const [index, step] of steps.entries()) {
    const complaint = step.complaint?.(value, way);
    if (complaint !== undefined) return complaint;
    const found = step.select(value, root);
    way += step.text;
    if (found.length === 0) {
      const atEnd = index === steps.length - 1 || Array.isArray(value);
      return atEnd ? `No results for path: ${way}` : `Missing property in path ${way}`;
    }
    value = found[0];
  }
  return `No results for path: ${way}`;
};
