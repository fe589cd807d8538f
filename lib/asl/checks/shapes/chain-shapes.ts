import { isFields } from '../../fields';
import { schemaProblem } from '../diagnostic';
import { processorConfig } from './map-shapes';
import { LONGEST_SECONDS } from './recovery-shapes';
import { oneOf, queryLanguage, text, wholeNumber } from './rules';
import { expected, type FieldShape, type Rule, type Shape } from './shape';

/** The states themselves are looked at by themselves. */
const states: Rule = (value, { location }) => {
  if (!isFields(value)) return [expected('OBJECT', location, 'give an object of states')];
  if (Object.keys(value).length === 0)
    return [schemaProblem(location, 'Value cannot be empty', 'add a state')];
  return Object.entries(value).flatMap(([name, state]) =>
    isFields(state) ? [] : [expected('OBJECT', `${location}/${name}`, 'give the state a Type')],
  );
};

const CHAIN: Readonly<Record<string, FieldShape>> = {
  Comment: { rule: text },
  StartAt: { rule: text },
  States: { rule: states },
};

/** In the order in which AWS lists them. */
const required = ['States', 'StartAt'];

export const BRANCH: Shape = { required, fields: CHAIN };

export const PROCESSOR: Shape = {
  required,
  fields: { ...CHAIN, ProcessorConfig: { rule: processorConfig } },
};

export const MACHINE: Shape = {
  required,
  fields: {
    ...CHAIN,
    QueryLanguage: { rule: queryLanguage },
    TimeoutSeconds: { rule: wholeNumber({ least: 1, most: LONGEST_SECONDS }) },
    Version: { rule: oneOf('1.0') },
  },
};
