import { isObject, type Step } from './step';

const NOTHING: readonly unknown[] = [];

const noObject = (text: string) => (value: unknown, way: string) =>
  isObject(value) ? undefined : `Property ${text} not found in path ${way}`;

const noArray = (text: string) => (value: unknown) =>
  Array.isArray(value)
    ? undefined
    : `Filter: ${text} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`;

export const member = (name: string): Step => {
  const text = `['${name}']`;
  return {
    text,
    definite: true,
    select: (value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : NOTHING),
    complaint: noObject(text),
  };
};

/** Several names at the end of a path: one object with those that are there. */
export const membersAsObject = (names: readonly string[]): Step => {
  const text = `[${names.map((name) => `'${name}'`).join(',')}]`;
  const pick = (value: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(
      names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name]] as const),
    );
  return {
    text,
    definite: true,
    select: (value) => (isObject(value) ? [pick(value)] : NOTHING),
    // Objects that have only some of them are passed over.
    scan: (container) =>
      isObject(container) && names.every((name) => Object.hasOwn(container, name))
        ? [pick(container)]
        : NOTHING,
    complaint: noObject(text),
  };
};

/** Several names with more of the path behind them: each is gone into. */
export const membersInTurn = (names: readonly string[]): Step => {
  const steps = names.map(member);
  return {
    text: `[${names.map((name) => `'${name}'`).join(',')}]`,
    definite: false,
    select: (value, root) => steps.flatMap((step) => step.select(value, root)),
  };
};

export const wildcard: Step = {
  text: '[*]',
  definite: false,
  select: (value) => (value !== null && typeof value === 'object' ? Object.values(value) : NOTHING),
};

const placeOf = (items: readonly unknown[], index: number): number =>
  index < 0 ? items.length + index : index;

export const element = (index: number): Step => {
  const text = `[${index}]`;
  return {
    text,
    definite: true,
    index: true,
    select: (value) => {
      if (!Array.isArray(value)) return NOTHING;
      const place = placeOf(value, index);
      return place >= 0 && place < value.length ? [value[place]] : NOTHING;
    },
    complaint: noArray(text),
  };
};

export const elements = (indexes: readonly number[]): Step => {
  const steps = indexes.map(element);
  return {
    text: `[${indexes.join(',')}]`,
    definite: false,
    select: (value, root) => steps.flatMap((step) => step.select(value, root)),
  };
};

/**
 * `[from:to]`. A negative `from` counts from the end where `to` is left out, a negative `to` where `from` is; with
 * both, indexes run from one up to the other, and a negative one of them is an element from the end. There are no
 * steps: a third number changes nothing. Source: Jayway JsonPath.
 */
export const slice = (from: number | undefined, to: number | undefined): Step => ({
  text: `[${from ?? ''}:${to ?? ''}]`,
  definite: false,
  select: (value) => {
    if (!Array.isArray(value)) return NOTHING;
    if (from === undefined || to === undefined) return value.slice(from ?? 0, to);
    const found: unknown[] = [];
    for (let index = from; index < Math.min(value.length, to); index++) {
      const place = placeOf(value, index);
      if (place >= 0 && place < value.length) found.push(value[place]);
    }
    return found;
  },
});

/** `..` with the step behind it: what that selects of every object and array, the outer ones first. */
export const scan = (step: Step): Step => {
  const select = step.scan ?? step.select;
  const visit = (value: unknown, root: unknown, found: unknown[]): unknown[] => {
    if (value === null || typeof value !== 'object') return found;
    for (const selected of select(value, root)) found.push(selected);
    for (const inner of Object.values(value)) visit(inner, root, found);
    return found;
  };
  return { text: `..${step.text}`, definite: false, select: (value, root) => visit(value, root, []) };
};
