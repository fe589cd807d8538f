import { isError, validateDefinition } from '../../lib/asl';

/** The smallest machines around what a test is about. */
export const PASS = { Type: 'Pass', End: true };
export const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

export const machine = (states: object, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: states,
  ...more,
});

/** In JSONata. */
export const only = (state: object, more?: object): object => machine({ A: state }, more);

/** In JSONPath. */
export const onlyJsonPath = (state: object): object => ({ StartAt: 'A', States: { A: state } });

/** A state named B, in a chain of its own. */
export const chain = (state: object, more: object = {}): object => ({
  StartAt: 'B',
  States: { B: state },
  ...more,
});

/** `CODE at location` of each error. */
export const errorsOf = (definition: object | string): readonly string[] =>
  validateDefinition(definition)
    .filter(isError)
    .map(({ code, location }) => `${code} at ${location}`);
