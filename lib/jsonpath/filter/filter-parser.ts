import type { Reader } from '../reader';
import { follow, isObject, type Step } from '../step';
import { OPERATORS, type Operator } from './operators';
import { type Regex, readRegex } from './regex';

/** A filter: whether an element is taken. */
type Matches = (element: unknown, root: unknown) => boolean;

/** What a side of a comparison yields for an element; undefined when it has no value. */
type Operand = (element: unknown, root: unknown) => unknown;

/** Reads the steps of a path; handed in, because a path may hold a filter and a filter a path. */
type ReadSteps = (reader: Reader) => readonly Step[];

/**
 * Reads `(@.status == 0 && @.name != 'x')`, from the parenthesis on, as a step. Whether something is there (`@.isbn`)
 * is asked of values: null is not there. Source: Jayway JsonPath, "Filter Operators"; executions on AWS for null.
 */
export const readFilter = (reader: Reader, readSteps: ReadSteps): Step => {
  const matches = readGroup({ reader, readSteps });
  return {
    text: '[?]',
    definite: false,
    select: (value, root) => {
      if (Array.isArray(value)) return value.filter((each) => matches(each, root));
      return isObject(value) && matches(value, root) ? [value] : [];
    },
    // Behind `..` each object is asked once, not again as an element of its array.
    scan: (container, root) => (isObject(container) && matches(container, root) ? [container] : []),
  };
};

interface Parser {
  readonly reader: Reader;
  readonly readSteps: ReadSteps;
}

const readGroup = (parser: Parser): Matches => {
  const { reader } = parser;
  reader.skipSpace();
  reader.expect('(');
  const matches = reader.inside(() => readOr(parser));
  reader.expect(')');
  return matches;
};

const readOr = (parser: Parser): Matches => {
  const parts = [readAnd(parser)];
  while (parser.reader.take('||')) parts.push(readAnd(parser));
  return (element, root) => parts.some((part) => part(element, root));
};

const readAnd = (parser: Parser): Matches => {
  const parts = [readTerm(parser)];
  while (parser.reader.take('&&')) parts.push(readTerm(parser));
  return (element, root) => parts.every((part) => part(element, root));
};

const readTerm = (parser: Parser): Matches => {
  const { reader } = parser;
  reader.skipSpace();
  let matches: Matches;
  if (reader.take('!')) {
    const inner = reader.inside(() => readTerm(parser));
    matches = (element, root) => !inner(element, root);
  } else {
    matches = reader.peek() === '(' ? readGroup(parser) : readComparison(parser);
  }
  reader.skipSpace();
  return matches;
};

const readComparison = (parser: Parser): Matches => {
  const { reader } = parser;
  const isPath = reader.peek() === '@' || reader.peek() === '$';
  const left = readOperand(parser);
  reader.skipSpace();
  const name = reader.match(/=~|===|!==|==|!=|<=|>=|<|>|[a-zA-Z]+/);
  if (name === undefined && !isPath) return reader.fail('an operator expected');
  if (name === undefined) return (element, root) => (left(element, root) ?? null) !== null;
  const operator: Operator | undefined = OPERATORS.get(name.toLowerCase());
  if (!operator) return reader.fail(`'${name}' is no operator of a filter`);
  reader.skipSpace();
  const right = readOperand(parser);
  return (element, root) => operator(left(element, root), right(element, root));
};

const readOperand = ({ reader, readSteps }: Parser): Operand => {
  const start = reader.peek();
  if (start === '@' || start === '$') {
    reader.take(start);
    const steps = readSteps(reader);
    const definite = steps.every((step) => step.definite);
    return (element, root) => {
      const found = follow(steps, start === '@' ? element : root, root);
      return definite ? found[0] : found;
    };
  }
  const value = readLiteral(reader);
  return () => value;
};

const readLiteral = (reader: Reader): unknown => {
  const start = reader.peek();
  if (start === "'" || start === '"') return reader.quoted();
  if (start === '[') return reader.inside(() => readList(reader));
  if (start === '{') return reader.inside(() => readObject(reader));
  if (start === '/') return readRegex(reader) satisfies Regex;
  const text = reader.match(/[^\s()[\]{}&|<>=!~'",/]+/);
  if (text === undefined) return reader.fail('a value, @ or $ expected');
  // A text without quotes is taken as it stands.
  return /^(-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null)$/.test(text) ? (JSON.parse(text) as unknown) : text;
};

const readList = (reader: Reader): readonly unknown[] => {
  const items: unknown[] = [];
  reader.expect('[');
  reader.skipSpace();
  while (!reader.take(']')) {
    items.push(readLiteral(reader));
    reader.skipSpace();
    if (reader.peek() !== ']') reader.expect(',');
    reader.skipSpace();
  }
  return items;
};

const readObject = (reader: Reader): Readonly<Record<string, unknown>> => {
  const members: [string, unknown][] = [];
  reader.expect('{');
  reader.skipSpace();
  while (!reader.take('}')) {
    const name = readLiteral(reader);
    reader.skipSpace();
    reader.expect(':');
    reader.skipSpace();
    members.push([String(name), readLiteral(reader)]);
    reader.skipSpace();
    if (reader.peek() !== '}') reader.expect(',');
    reader.skipSpace();
  }
  return Object.fromEntries(members);
};
