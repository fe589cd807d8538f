import { skipFilter } from './filter-syntax';
import { PathSyntaxError, Scanner } from './scanner';

/** What a path is, seen from its text alone. */
export interface PathSyntax {
  /** `$`: the input; `$$`: the context object; else the name of a variable. */
  readonly root: string;
  /** It names one place with names and indexes only. Source: States Language, "Reference Paths". */
  readonly isReference: boolean;
}

/** Functions at the end of a path. Source: Jayway JsonPath, which Step Functions follows. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['append', 'avg', 'concat', 'first', 'index', 'keys', 'last', 'length', 'max', 'min', 'size'],
  ...['stddev', 'sum'],
]);

/** Throws PathSyntaxError. */
export const parsePathSyntax = (text: string): PathSyntax => {
  const scanner = new Scanner(text.trimEnd());
  const path = scanPath(scanner);
  if (!scanner.atEnd) scanner.fail('end expected');
  return path;
};

/** Why a text is no path; undefined when it is one. */
export const pathProblem = (text: string): string | undefined => problemOf(() => parsePathSyntax(text));

export const problemOf = (parse: () => unknown): string | undefined => {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof PathSyntaxError) return error.message;
    throw error;
  }
};

/** Reads the path that begins here, as far as it goes. */
export const scanPath = (scanner: Scanner): PathSyntax => {
  scanner.expect('$');
  const name = scanner.take('$') ? '$$' : scanner.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy);
  return { root: name ?? '$', isReference: scanSteps(scanner) };
};

/** @returns whether all steps are names and indexes */
export const scanSteps = (scanner: Scanner): boolean => {
  let isReference = true;
  for (;;) {
    if (scanner.take('..')) {
      isReference = false;
      if (scanner.peek() !== '[') scanName(scanner);
    } else if (scanner.take('.')) {
      if (scanner.peek() !== '[') isReference = scanName(scanner) && isReference;
    } else if (scanner.take('[')) {
      isReference = scanBracket(scanner) && isReference;
    } else {
      return isReference;
    }
  }
};

const scanName = (scanner: Scanner): boolean => {
  if (scanner.take('*')) return false;
  const name = scanner.match(/[^\s.[\](),'"*?=<>!&|~{}\\]+/y);
  if (name === undefined) return scanner.fail('a name expected');
  if (!scanner.take('(')) return true;
  if (!FUNCTIONS.has(name)) scanner.fail(`there is no function ${name}`);
  scanner.match(/[^()]*/y);
  scanner.expect(')');
  return false;
};

const scanBracket = (scanner: Scanner): boolean => {
  scanner.skipSpace();
  const isReference = scanSelector(scanner);
  scanner.skipSpace();
  scanner.expect(']');
  return isReference;
};

const scanSelector = (scanner: Scanner): boolean => {
  if (scanner.take('*')) return false;
  if (scanner.take('?')) {
    skipFilter(scanner);
    return false;
  }
  if (scanner.peek() === "'" || scanner.peek() === '"') return scanNames(scanner);
  if (scanner.match(/\(\s*@\.(length|size\(\))\s*-\s*[1-9]\d*\s*\)/y) !== undefined) return false;
  const indexes = scanner.match(/\s*(-?\d*\s*:\s*-?\d*(\s*:\s*-?\d*)?|-?\d+(\s*,\s*-?\d+)*)/y);
  if (indexes === undefined || !/\d/.test(indexes))
    return scanner.fail('a name, an index or a filter expected');
  return /^\s*\d+\s*$/.test(indexes);
};

const scanNames = (scanner: Scanner): boolean => {
  let count = 0;
  do {
    scanner.skipSpace();
    if (scanner.peek() !== "'" && scanner.peek() !== '"') scanner.fail('a name in quotes expected');
    if (scanner.quoted() === '') scanner.fail('a name is empty');
    count++;
    scanner.skipSpace();
  } while (scanner.take(','));
  return count === 1;
};
