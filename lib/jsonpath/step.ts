/** One step of a path: from one value to those it selects. */
export interface Step {
  /** As it reads in messages: `['a']`, `[0]`, `[*]`. */
  readonly text: string;
  /** It names one place. */
  readonly definite: boolean;
  /** It is one index of an array. */
  readonly index?: true;
  /** `root` is where the whole path starts: a filter may look there. */
  select(value: unknown, root: unknown): readonly unknown[];
  /** What it selects of one container that `..` comes to, where that is something else. */
  readonly scan?: (container: object, root: unknown) => readonly unknown[];
  /** Why it can select nothing of this value, found at `way`; undefined when it could. */
  readonly complaint?: (value: unknown, way: string) => string | undefined;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export const follow = (steps: readonly Step[], start: unknown, root: unknown): readonly unknown[] => {
  let values: readonly unknown[] = start === undefined ? [] : [start];
  for (const step of steps) {
    // Most steps of most paths lead from one value to one: no list is made of lists.
    values =
      values.length === 1
        ? step.select(values[0], root)
        : values.flatMap((value) => step.select(value, root));
  }
  return values;
};
