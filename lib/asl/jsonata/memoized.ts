/** The same function, which computes each answer once: a saga's machine says the same in many places. */
export const memoized = <T>(compute: (key: string) => T): ((key: string) => T) => {
  const answers = new Map<string, { readonly value: T }>();
  return (key) => {
    const known = answers.get(key);
    if (known) return known.value;
    const value = compute(key);
    answers.set(key, { value });
    return value;
  };
};
