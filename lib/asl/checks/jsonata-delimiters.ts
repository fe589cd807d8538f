import type { Check } from './check';
import { problem } from './diagnostic';
import { jsonataTexts } from './expressions-of';

/** An expression begins with `{%` and ends with `%}`; a text with one of them is neither expression nor text. */
export const jsonataDelimiters: Check = (tree) =>
  jsonataTexts(tree)
    .filter(({ text }) => text.startsWith('{%') !== text.endsWith('%}') || text === '{%}')
    .map(({ text, location }) =>
      problem(
        'INVALID_JSONATA_EXPRESSION',
        location,
        `The JSONata expression is not ${text.startsWith('{%') ? "closed with '%}'" : "opened with '{%'"}`,
        'begin it with {% and end it with %}, with nothing around',
      ),
    );
