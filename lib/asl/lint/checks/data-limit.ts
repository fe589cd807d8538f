import type { Check } from '../check';
import { catchersOf } from '../expressions';

/** Who catches everything says `States.DataLimitExceeded` too: by the documentation `States.ALL` does not match it. */
export const dataLimit: Check = ({ states }) =>
  states.flatMap(({ name, state }) => {
    const caught = catchersOf(state).flatMap((catcher) => catcher.ErrorEquals);
    return caught.includes('States.ALL') && !caught.includes('States.DataLimitExceeded')
      ? [
          {
            state: name,
            message:
              'it catches States.ALL, which does not match States.DataLimitExceeded: add a catcher for that before it',
          },
        ]
      : [];
  });
