import { entriesOf } from '../fields';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';

/** `States.ALL` stands alone, in the last retrier or catcher. */
export const catchAllLast: Check = ({ states }) =>
  states.flatMap(({ location, fields }) =>
    ['Retry', 'Catch'].flatMap((field) =>
      entriesOf(fields[field]).flatMap(([index, { ErrorEquals }]): readonly Diagnostic[] => {
        if (!Array.isArray(ErrorEquals) || !ErrorEquals.includes('States.ALL')) return [];
        const at = `${location}/${field}[${index}]/ErrorEquals`;
        const isLast = index === (fields[field] as readonly unknown[]).length - 1;
        return [
          ...(ErrorEquals.length > 1
            ? [
                schemaProblem(
                  at,
                  'States.ALL must appear alone',
                  'put it into an entry of its own at the end',
                ),
              ]
            : []),
          ...(isLast
            ? []
            : [schemaProblem(at, `States.ALL must be the last of ${field}`, 'move it to the end')]),
        ];
      }),
    ),
  );
