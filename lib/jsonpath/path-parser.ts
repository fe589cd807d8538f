import { readFilter } from './filter/filter-parser';
import { PATH_FUNCTIONS } from './path-functions';
import type { Reader } from './reader';
import {
  element,
  elements,
  member,
  membersAsObject,
  membersInTurn,
  scan,
  slice,
  wildcard,
} from './selectors';
import { follow, type Step } from './step';

/** Reads the steps behind `$`, `$$`, `$name` or `@`, as far as they go. Throws PathError. */
export const readSteps = (reader: Reader): readonly Step[] => {
  let steps: Step[] = [];
  while (reader.peek() === '.' || reader.peek() === '[') {
    const scans = reader.take('..');
    if (scans && reader.peek() === '.') reader.fail('a name expected');
    const called = scans ? undefined : readFunction(reader, steps);
    if (called) {
      steps = [...called];
      continue;
    }
    const step = readStep(reader, scans);
    steps.push(scans ? scan(step) : step);
  }
  return steps;
};

const readStep = (reader: Reader, scans: boolean): Step => {
  if (!scans) reader.take('.');
  if (reader.take('[')) return readBracket(reader);
  if (reader.take('*')) return wildcard;
  const name = reader.match(/[^\s.[\]()*,'"=<>!&|~\\]+/);
  return name === undefined ? reader.fail('a name expected') : member(name);
};

const readBracket = (reader: Reader): Step => {
  reader.skipSpace();
  if (reader.take('*')) return closed(reader, wildcard);
  if (reader.take('?')) return closed(reader, readFilter(reader, readSteps));
  if (reader.peek() === "'" || reader.peek() === '"') return readNames(reader);
  const fromEnd = reader.match(/\(\s*@\.(length|size\(\))\s*-\s*[1-9]\d*\s*\)/);
  if (fromEnd !== undefined) return closed(reader, element(-Number(/\d+/.exec(fromEnd)?.[0])));
  return readIndexes(reader);
};

const closed = (reader: Reader, step: Step): Step => {
  reader.skipSpace();
  reader.expect(']');
  return step;
};

const readNames = (reader: Reader): Step => {
  const names: string[] = [];
  do {
    reader.skipSpace();
    if (reader.peek() !== "'" && reader.peek() !== '"') reader.fail('a name in quotes expected');
    names.push(reader.quoted());
    reader.skipSpace();
  } while (reader.take(','));
  reader.expect(']');
  const [only] = names;
  if (only !== undefined && names.length === 1) return member(only);
  return reader.peek() === '.' || reader.peek() === '[' ? membersInTurn(names) : membersAsObject(names);
};

const readIndexes = (reader: Reader): Step => {
  const text = reader.match(/[-\d:,\s]+/)?.trim() ?? '';
  const bounds = /^(-?\d+)?:(-?\d+)?(:-?\d*)?$/.exec(text);
  if (bounds && (bounds[1] ?? bounds[2])) {
    const [from, to] = [bounds[1], bounds[2]].map((bound) =>
      bound === undefined ? undefined : Number(bound),
    );
    return closed(reader, slice(from, to));
  }
  if (!/^-?\d+(\s*,\s*-?\d+)*$/.test(text)) return reader.fail('a name, an index or a filter expected');
  const indexes = text.split(',').map(Number);
  return closed(reader, indexes.length === 1 ? element(indexes[0] as number) : elements(indexes));
};

/** `.name(…)`: a function of what is before it, as the steps that take its place. */
const readFunction = (reader: Reader, before: readonly Step[]): readonly Step[] | undefined => {
  const name = reader.match(/\.\w+(?=\()/)?.slice(1);
  if (name === undefined) return undefined;
  const run = PATH_FUNCTIONS.get(name);
  if (!run) return reader.fail(`${name}() is no function of a path`);
  const parameters = readParameters(reader);
  const step: Step = {
    text: `.${name}()`,
    definite: true,
    select: (value, root) => [
      run(
        value,
        parameters.map((parameter) => parameter(root)),
      ),
    ],
  };
  // Of what `..` finds it is a function of the whole list, of other lists one of each.
  if (!before[0]?.text.startsWith('..')) return [...before, step];
  return [{ ...step, select: (value, root) => step.select(follow(before, value, root), root) }];
};

type Parameter = (root: unknown) => unknown;

const readParameters = (reader: Reader): readonly Parameter[] => {
  const parameters: Parameter[] = [];
  reader.expect('(');
  reader.skipSpace();
  while (!reader.take(')')) {
    parameters.push(readParameter(reader));
    reader.skipSpace();
    if (reader.peek() !== ')') reader.expect(',');
    reader.skipSpace();
  }
  return parameters;
};

const readParameter = (reader: Reader): Parameter => {
  if (reader.take('$')) {
    const steps = readSteps(reader);
    const definite = steps.every((step) => step.definite);
    return (root) => {
      const found = follow(steps, root, root);
      return definite ? found[0] : found;
    };
  }
  if (reader.peek() === "'" || reader.peek() === '"') {
    const text = reader.quoted();
    return () => text;
  }
  const literal = reader.match(/-?\d+(\.\d+)?/);
  if (literal === undefined) return reader.fail('a path, a text or a number expected');
  return () => Number(literal);
};
