import { isFields } from '../fields';
import { expressionParts } from '../jsonata/expression-parts';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import { looksComputed } from './looks-computed';

/** JSONata evaluates no `name.$`: the path under it would be handed on as the text it is. */
export const jsonataDollar: Check = ({ states }) =>
  states
    .filter(({ language, type }) => language === 'JSONata' && type !== undefined)
    .flatMap(({ fields, location }) =>
      expressionParts(fields).flatMap((part) => membersOf(part.value, `${location}/${part.location}`)),
    );

const membersOf = (value: unknown, location: string): readonly Diagnostic[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => membersOf(item, `${location}[${index}]`));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name.endsWith('.$') && looksComputed(member)
      ? [
          schemaProblem(
            location,
            `The QueryLanguage is set to 'JSONata', but field '${name}' is only supported for the 'JSONPath' QueryLanguage`,
            `name it '${name.slice(0, -2)}', and write its value as {% $states.input… %}`,
          ),
        ]
      : membersOf(member, `${location}/${name}`),
  );
};
