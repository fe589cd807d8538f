import { textsIn } from '../jsonata/expression-parts';
import type { Check } from './check';
import { warning } from './diagnostic';
import { looksComputed } from './looks-computed';

/** Result is a constant: a path in it is the text as it stands. */
export const passResult: Check = ({ states }) =>
  states
    .filter(({ type, language }) => type === 'Pass' && language === 'JSONPath')
    .flatMap(({ fields, location }) =>
      textsIn(fields.Result, `${location}/Result`)
        .filter(({ text }) => looksComputed(text))
        .map((found) =>
          warning(
            'PASS_RESULT_IS_STATIC',
            found.location,
            'Attempt to use a path in the result of a pass state',
            'use Parameters, with .$ at the end of the name',
          ),
        ),
    );
