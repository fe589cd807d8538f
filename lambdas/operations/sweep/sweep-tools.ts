import type { HasTime } from '../../../lib/runtime';
import type { SweepCursor } from '../../../lib/saga';
import type { ErrorsTools } from '../tools';

export interface SweeperTools extends Omit<ErrorsTools, 'invoke'> {
  readonly cursor: SweepCursor;
}

/** What one job of a sweep works with: whatever it asks Step Functions is paced, and it ends when the time is over. */
export interface SweepTools extends SweeperTools {
  readonly hasTime: HasTime;
}

/** What a job of a sweep has done. */
export interface Swept {
  /** Sagas that it looked at. */
  readonly looked: number;
  /** It came to its end; otherwise the next sweep goes on where it was cut off. */
  readonly finished: boolean;
}
