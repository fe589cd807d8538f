import jsonata from 'jsonata';

/** Evaluates one `{% … %}` as Step Functions would, with these values of `$states` and these variables. */
export const evaluate = (
  expression: unknown,
  states: unknown = {},
  variables: Readonly<Record<string, unknown>> = {},
): Promise<unknown> => {
  if (typeof expression !== 'string' || !expression.startsWith('{%')) return Promise.resolve(expression);
  // Sequences of jsonata carry marks of their own: compare what JSON keeps.
  return jsonata(expression.slice(2, -2))
    .evaluate(undefined, { ...variables, states })
    .then((value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value))));
};

/** Evaluates every expression in a structure. */
export const evaluateAll = async (
  template: unknown,
  states: unknown = {},
  variables: Readonly<Record<string, unknown>> = {},
): Promise<unknown> => {
  if (Array.isArray(template))
    return Promise.all(template.map((item) => evaluateAll(item, states, variables)));
  if (template === null || typeof template !== 'object') return evaluate(template, states, variables);
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluateAll(value, states, variables)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};
