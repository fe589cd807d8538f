import { entriesOf, type Fields } from '../fields';
import type { Check } from './check';
import { warning } from './diagnostic';
import { looksComputed } from './looks-computed';

const OF_STATES = ['Error', 'Cause'];

/** A field that has a twin `…Path`, and holds a path: the path is taken as the text it is. */
export const noPath: Check = ({ states }) =>
  states
    .filter(({ language }) => language === 'JSONPath')
    .flatMap(({ fields, location }) => [
      ...OF_STATES.filter((field) => looksComputed(fields[field])).map((field) =>
        told(`${location}/${field}`, field),
      ),
      ...entriesOf(fields.Choices).flatMap(([index, rule]) => inRule(rule, `${location}/Choices[${index}]`)),
    ]);

const inRule = (rule: Fields, location: string): readonly ReturnType<typeof told>[] => [
  ...Object.keys(rule)
    .filter(
      (field) => /^(String|Numeric|Timestamp|Boolean)\w+$/.test(field) && !/(Path|Matches)$/.test(field),
    )
    .filter((field) => looksComputed(rule[field]))
    .map((field) => told(`${location}/${field}`, field)),
  ...['And', 'Or'].flatMap((field) =>
    entriesOf(rule[field]).flatMap(([index, inner]) => inRule(inner, `${location}/${field}[${index}]`)),
  ),
];

const told = (location: string, field: string) =>
  warning(
    'NO_PATH',
    location,
    `Field value looks like a path, but field name does not end with 'Path': ${field}`,
    `name it ${field}Path to have it evaluated`,
  );
