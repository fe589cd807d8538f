import type { Check } from '../check';
import { catchersOf } from '../expressions';
import { retriersOf } from '../recovery';

/** `States.ALL` stands alone in its retrier or catcher, and that one is the last. */
export const catchAllLast: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    (
      [
        ['Retry', retriersOf(state)],
        ['Catch', catchersOf(state)],
      ] as const
    ).flatMap(([field, entries]) =>
      entries.flatMap(({ ErrorEquals }, index) => {
        if (!ErrorEquals.includes('States.ALL')) return [];
        return [
          ...(ErrorEquals.length > 1
            ? [
                {
                  state: name,
                  message: `${field}[${index}] names States.ALL beside others: States.ALL has to stand alone`,
                },
              ]
            : []),
          ...(index < entries.length - 1
            ? [
                {
                  state: name,
                  message: `${field}[${index}] is for States.ALL and others follow it: move it to the end`,
                },
              ]
            : []),
        ];
      }),
    ),
  );
