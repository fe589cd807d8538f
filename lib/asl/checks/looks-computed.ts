import { computedProblem } from '../../jsonpath';

/** A text that is meant as a path or a call of an intrinsic function. */
export const looksComputed = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^(\$\$?[.[]|States\.\w+\()/.test(value) &&
  computedProblem(value) === undefined;
