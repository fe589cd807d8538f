import { among } from '../../saga';
import { fieldOf, isParsed, type Shape } from './schema-fields';

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
    if (isParsed(shape)) {
      return {
        kind: 'wrong',
        finding:
          `${[text, ...names.slice(0, index + 1)].join('.')} has a default, a coercion or a transformation in its schema: ` +
          'a condition sees it as it was sent, handlers see it changed; ask the result of a step instead',
      };
    }
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
