import { type Computed, compileCall, isCall } from './intrinsic';
import { parsePath } from './path';
import { NoMatchError, PathError } from './scope';

const COMPUTED = '.$';

/** JSON in which a member `name.$` holds a path or an intrinsic function, and becomes `name`. Throws PathError. */
export const compilePayloadTemplate = (value: unknown): Computed => {
  if (value === null || typeof value !== 'object') return () => value;
  if (Array.isArray(value)) {
    const items = value.map(compilePayloadTemplate);
    return (scope) => items.map((item) => item(scope));
  }
  const members = Object.entries(value).map(([key, member]) => compileMember(key, member));
  return (scope) => {
    const result: Record<string, unknown> = {};
    for (const [name, compute] of members) result[name] = compute(scope);
    return result;
  };
};

const compileMember = (key: string, member: unknown): readonly [string, Computed] => {
  if (!key.endsWith(COMPUTED)) return [key, compilePayloadTemplate(member)];
  if (typeof member !== 'string') {
    throw new PathError(`The value for the field '${key}' must be a path or an intrinsic function`);
  }
  return [key.slice(0, -COMPUTED.length), compileReference(member, key)];
};

/**
 * A path or an intrinsic function, as the value of a field. An index beyond the end of an array yields null here.
 * Source: executions on AWS.
 */
const compileReference = (text: string, field: string): Computed => {
  if (isCall(text)) return compileCall(text);
  const path = parsePath(text);
  const named = compileNamed(text, field);
  return (scope) => {
    try {
      return path.read(scope);
    } catch (error) {
      if (error instanceof NoMatchError && path.endsBeyondArray(scope)) return null;
      return named(scope);
    }
  };
};

/** A path or an intrinsic function; a path that names nothing is told with the field's name. Throws PathError. */
export const compileNamed = (text: string, field: string): Computed => {
  if (isCall(text)) return compileCall(text);
  const path = parsePath(text);
  return (scope) => {
    try {
      return path.read(scope);
    } catch (error) {
      if (!(error instanceof NoMatchError)) throw error;
      const searched = JSON.stringify(path.text.startsWith('$$') ? scope.context : scope.input);
      const what = `The JSONPath '${path.text}' specified for the field '${field}'`;
      throw new PathError(`${what} could not be found in the input '${searched}'`);
    }
  };
};
