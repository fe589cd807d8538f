import { INTRINSICS } from './intrinsics';
import type { Intrinsic } from './intrinsics/intrinsic';
import { readPath } from './path';
import { Reader } from './reader';
import { NoMatchError, PathError, type PathScope } from './scope';

/** A value that is computed from a scope. Throws PathError. */
export type Computed = (scope: PathScope) => unknown;

/** How deep calls may stand in calls. Source: developer guide, "Intrinsic functions for JSONPath states". */
const DEPTH_LIMIT = 10;

export const isCall = (text: string): boolean => /^\s*States\./.test(text);

/** An intrinsic function such as `States.Format('Hello {}', $.name)`. Throws PathError when the text is none. */
export const compileCall = (text: string): Computed => {
  const reader = new Reader(text);
  const call = readArgument(reader, 0);
  if (!reader.atEnd) reader.fail('end expected');
  return (scope) => {
    try {
      return call(scope);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      throw new PathError(`The function '${text.trim()}' had the following error: ${error.message}`);
    }
  };
};

const readArgument = (reader: Reader, depth: number, keepBraces = false): Computed => {
  reader.skipSpace();
  const computed = readValue(reader, depth, keepBraces);
  reader.skipSpace();
  return computed;
};

const readValue = (reader: Reader, depth: number, keepBraces: boolean): Computed => {
  if (reader.peek() === '$') return readPathArgument(reader);
  if (reader.peek() === "'") {
    const text = readLiteral(reader, keepBraces);
    return () => text;
  }
  const name = reader.match(/States\.\w+/);
  if (name !== undefined) return readCall(reader, name, depth + 1);
  const literal = reader.match(/-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null/);
  if (literal === undefined) return reader.fail('a path, a literal or States.* expected');
  const value = JSON.parse(literal) as unknown;
  return () => value;
};

const readPathArgument = (reader: Reader): Computed => {
  const path = readPath(reader);
  // The service names a path into the context object as if it began at the input.
  const shown = path.text.replace(/^\$\$/, '$');
  return (scope) => {
    try {
      return path.read(scope);
    } catch (error) {
      if (!(error instanceof NoMatchError)) throw error;
      if (error.reason.startsWith('Filter:')) throw new PathError(error.reason);
      const input = JSON.stringify(scope.input);
      throw new PathError(
        `The JsonPath argument for the field '${shown}' could not be found in the input '${input}'`,
      );
    }
  };
};

/** `\'`, `\\`, `\{` and `\}` stand for themselves, and there are no others; States.Format reads its braces itself. */
const readLiteral = (reader: Reader, keepBraces: boolean): string => {
  reader.expect("'");
  const written = reader.match(/(\\['\\{}]|[^'\\])*/) ?? '';
  if (reader.peek() === '\\') reader.fail("a backslash stands before ', \\, { or }");
  reader.expect("'");
  return written.replace(keepBraces ? /\\(')/g : /\\(['\\{}])/g, '$1');
};

const readCall = (reader: Reader, name: string, depth: number): Computed => {
  const intrinsic = INTRINSICS.get(name);
  if (!intrinsic) return reader.fail(`${name} is no intrinsic function`);
  if (depth > DEPTH_LIMIT) reader.fail(`calls stand in calls at most ${DEPTH_LIMIT} deep`);
  reader.expect('(');
  reader.skipSpace();
  const parts: Computed[] = [];
  if (reader.peek() !== ')') {
    parts.push(readArgument(reader, depth, name === 'States.Format'));
    while (reader.take(',')) parts.push(readArgument(reader, depth));
  }
  reader.expect(')');
  const [fewest, most] = intrinsic.takes;
  if (parts.length < fewest || parts.length > most) {
    const number = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
    reader.fail(`${name} takes ${number} arguments, not ${parts.length},`);
  }
  return (scope) =>
    invoke(
      name,
      intrinsic,
      parts.map((part) => part(scope)),
      scope,
    );
};

const invoke = (name: string, { run }: Intrinsic, values: readonly unknown[], scope: PathScope): unknown => {
  try {
    return run(values, scope);
  } catch (error) {
    throw new PathError(`Invalid arguments in ${name}: ${(error as Error).message}`);
  }
};
