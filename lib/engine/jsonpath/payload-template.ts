import { type Computed, compileComputed } from './intrinsic';
import { PathError } from './scope';

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
  return [key.slice(0, -COMPUTED.length), compileComputed(member)];
};
