/** The answer of direct evaluation when it cannot be sure: the library evaluates the expression instead. */
export const BAIL: unique symbol = Symbol('bail');
