import { isFields } from '../fields';
import type { Check } from './check';
import { type Diagnostic, warning } from './diagnostic';
import { looksComputed } from './looks-computed';

const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign'];

/** A member that looks like a path, under a name without `.$`, is the text as it stands. */
export const noDollar: Check = ({ states }) =>
  states
    .filter(({ language }) => language === 'JSONPath')
    .flatMap(({ fields, location }) =>
      TEMPLATES.flatMap((field) => membersOf(fields[field], `${location}/${field}`)),
    );

const membersOf = (value: unknown, location: string): readonly Diagnostic[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => membersOf(item, `${location}[${index}]`));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name.endsWith('.$') || !looksComputed(member)) return membersOf(member, `${location}/${name}`);
    const message = `No .$ on a field that appears to be a JSONPath or Intrinsic Function: ${name}`;
    return [warning('NO_DOLLAR', `${location}/${name}`, message, `name it '${name}.$' to have it evaluated`)];
  });
};
