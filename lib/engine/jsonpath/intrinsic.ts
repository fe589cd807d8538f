import { INTRINSIC_FUNCTIONS } from './intrinsic-functions';
import { readPath, readValueAt } from './path';
import { Reader } from './reader';
import { PathError, type PathScope } from './scope';

/** A value that is computed from a scope. Throws PathError. */
export type Computed = (scope: PathScope) => unknown;

/** A path, or an intrinsic function such as `States.Format('Hello {}', $.name)`. Throws PathError. */
export const compileComputed = (text: string): Computed => {
  const reader = new Reader(text);
  const computed = readArgument(reader);
  if (!reader.atEnd) reader.fail('end expected');
  return computed;
};

const readArgument = (reader: Reader): Computed => {
  reader.skipSpace();
  const computed = readValue(reader);
  reader.skipSpace();
  return computed;
};

const readValue = (reader: Reader): Computed => {
  if (reader.peek() === '$') {
    const path = readPath(reader);
    return (scope) => readValueAt(path, scope);
  }
  if (reader.peek() === "'") {
    const text = readLiteral(reader);
    return () => text;
  }
  const name = reader.match(/States\.\w+/);
  if (name !== undefined) return readCall(reader, name);
  const literal = reader.match(/-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null/);
  if (literal === undefined) return reader.fail('a path, a literal or States.* expected');
  const value = JSON.parse(literal) as unknown;
  return () => value;
};

/** A text in single quotes. `\'`, `\\`, `\{` and `\}` stand for themselves; braces stay escaped for States.Format. */
const readLiteral = (reader: Reader): string => {
  const start = reader.position;
  reader.quoted();
  return reader.text.slice(start + 1, reader.position - 1).replace(/\\(['\\])/g, '$1');
};

const readCall = (reader: Reader, name: string): Computed => {
  const run = INTRINSIC_FUNCTIONS.get(name);
  if (!run) return reader.fail(`${name} is no intrinsic function`);
  reader.expect('(');
  reader.skipSpace();
  const parts: Computed[] = [];
  if (reader.peek() !== ')') {
    parts.push(readArgument(reader));
    while (reader.take(',')) parts.push(readArgument(reader));
  }
  reader.expect(')');
  return (scope) => {
    const values = parts.map((part) => part(scope));
    try {
      return run(values, scope);
    } catch (error) {
      throw new PathError(`The function ${name} failed: ${(error as Error).message}`);
    }
  };
};
