import { fieldOf, type Shape } from './schema-fields';

/** Where conditions may look: the saga's input, and the results of the steps before. */
export interface Ground {
  readonly input: Shape;
  /** Step name → shape of its result. */
  readonly results: ReadonlyMap<string, Shape>;
  /** Steps whose results are not there when the condition is asked. */
  readonly later: ReadonlySet<string>;
}

export type Walked =
  | { readonly kind: 'found'; readonly shape: Shape; readonly many: boolean }
  | { readonly kind: 'wrong'; readonly finding: string };

/** Follows names through a shape; what is not there is named, with what is. */
export const walk = (start: Shape, names: readonly string[], text: string): Walked => {
  let shape = start;
  let many = false;
  for (const [index, name] of names.entries()) {
    const next = fieldOf(shape, name);
    if (next.kind === 'unknown-field') {
      const at = [text, ...names.slice(0, index)].join('.');
      return { kind: 'wrong', finding: `${at} has no field '${name}'${among(name, next.known)}` };
    }
    shape = next.shape;
    many ||= next.many;
  }
  return { kind: 'found', shape, many };
};

/** The result of a step, or why there is none. */
export const resultShape = ({ results, later }: Ground, step: string): Walked => {
  const shape = results.get(step);
  if (shape) return { kind: 'found', shape, many: false };
  return {
    kind: 'wrong',
    finding: later.has(step)
      ? `step '${step}' has no result yet when the condition is asked: look at the steps before`
      : `there is no step '${step}' before it${among(step, [...results.keys()])}`,
  };
};

/** `: did you mean 'amount'?`, else what there is. */
export const among = (name: string, known: readonly string[]): string => {
  const names = [...new Set(known)];
  const near = names
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(2, name.length / 3) && one.distance < name.length)
    .sort((a, b) => a.distance - b.distance)[0];
  if (near) return `: did you mean '${near.candidate}'?`;
  return names.length > 0 ? `: it has ${names.map((known) => `'${known}'`).join(', ')}` : '';
};

/** Levenshtein's. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
