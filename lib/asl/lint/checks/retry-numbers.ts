import type { Check } from '../check';
import { retriersOf } from '../recovery';

const DEFAULT_INTERVAL_SECONDS = 1;

/** A cap on delays that is not above the first of them caps nothing, or all of them. */
export const retryNumbers: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    retriersOf(state).flatMap(({ IntervalSeconds = DEFAULT_INTERVAL_SECONDS, MaxDelaySeconds }, index) =>
      MaxDelaySeconds === undefined || MaxDelaySeconds > IntervalSeconds
        ? []
        : [
            {
              state: name,
              message: `Retry[${index}] has MaxDelaySeconds ${MaxDelaySeconds}: use more than IntervalSeconds (${IntervalSeconds})`,
            },
          ],
    ),
  );
