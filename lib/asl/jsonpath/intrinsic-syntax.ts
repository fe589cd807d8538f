import { problemOf, scanPath } from './path-syntax';
import { Scanner } from './scanner';

interface Arity {
  readonly least: number;
  readonly most: number;
}

const takes = (least: number, most = least): Arity => ({ least, most });
const ANY = Number.POSITIVE_INFINITY;

/** Source: developer guide, "Intrinsics for JSONPath states". */
const FUNCTIONS: ReadonlyMap<string, Arity> = new Map([
  ['States.Array', takes(0, ANY)],
  ['States.ArrayContains', takes(2)],
  ['States.ArrayGetItem', takes(2)],
  ['States.ArrayLength', takes(1)],
  ['States.ArrayPartition', takes(2)],
  ['States.ArrayRange', takes(3)],
  ['States.ArrayUnique', takes(1)],
  ['States.Base64Decode', takes(1)],
  ['States.Base64Encode', takes(1)],
  ['States.Format', takes(1, ANY)],
  ['States.Hash', takes(2)],
  ['States.JsonMerge', takes(3)],
  ['States.JsonToString', takes(1)],
  ['States.MathAdd', takes(2)],
  ['States.MathRandom', takes(2, 3)],
  ['States.StringSplit', takes(2)],
  ['States.StringToJson', takes(1)],
  ['States.UUID', takes(0)],
]);

/** Calls in one another. Source: developer guide, "Intrinsics for JSONPath states". */
const DEEPEST = 10;

/** Why a text is neither a path nor a call of an intrinsic function; undefined when it is one. */
export const computedProblem = (text: string): string | undefined =>
  problemOf(() => {
    const scanner = new Scanner(text.trim());
    if (scanner.peek() === '$') scanPath(scanner);
    else scanCall(scanner, 1);
    if (!scanner.atEnd) scanner.fail('end expected');
  });

const scanCall = (scanner: Scanner, depth: number): void => {
  const name = scanner.match(/States\.\w+/y);
  const arity = name === undefined ? undefined : FUNCTIONS.get(name);
  if (!arity) scanner.fail(name ? `there is no function ${name}` : 'a path or States.* expected');
  else scanRest(scanner, depth, name as string, arity);
};

const scanRest = (scanner: Scanner, depth: number, name: string, arity: Arity): void => {
  if (depth > DEEPEST) scanner.fail(`calls nest deeper than ${DEEPEST}`);
  scanner.skipSpace();
  scanner.expect('(');
  const count = scanArguments(scanner, depth);
  scanner.expect(')');
  if (count < arity.least || count > arity.most) {
    const wanted = arity.most === arity.least ? `${arity.least}` : `${arity.least} or more`;
    scanner.fail(`${name} takes ${wanted} arguments, not ${count},`);
  }
};

const scanArguments = (scanner: Scanner, depth: number): number => {
  scanner.skipSpace();
  if (scanner.peek() === ')') return 0;
  let count = 0;
  do {
    scanner.skipSpace();
    scanArgument(scanner, depth);
    scanner.skipSpace();
    count++;
  } while (scanner.take(','));
  return count;
};

const scanArgument = (scanner: Scanner, depth: number): void => {
  if (scanner.peek() === '$') {
    scanPath(scanner);
  } else if (scanner.peek() === "'") {
    scanLiteral(scanner);
  } else if (scanner.match(/(-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null)(?![\w.])/y) === undefined) {
    scanCall(scanner, depth + 1);
  }
};

/** Source: recorded on AWS: a backslash before a double quote is refused. */
const scanLiteral = (scanner: Scanner): void => {
  const found = /\\[^'\\{}]/.exec(scanner.quoted().replace(/\\['\\{}]/g, ''));
  if (found) scanner.fail(`${found[0]} is no escape`);
};
