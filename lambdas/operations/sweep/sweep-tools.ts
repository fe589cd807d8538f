import type { HasTime } from '../../../lib/runtime';
import type { LedgerRemoval, LogRemoval, SweepCursor } from '../../../lib/saga';
import type { ErrorsTools } from '../operation-tools';

export interface SweeperTools extends Omit<ErrorsTools, 'invoke'> {
  readonly cursor: SweepCursor;
  readonly logRemoval: LogRemoval;
  /** Of a participant's ledger. */
  readonly ledgerRemovalOf: (participant: string) => LedgerRemoval;
}

/** What one job of a sweep works with: whatever it asks Step Functions is paced, and it ends when the time is over. */
export interface SweepTools extends SweeperTools {
  readonly hasTime: HasTime;
}

/** What the job that looks for overdue sagas has done. */
export interface Swept {
  /** Sagas that it looked at. */
  readonly looked: number;
  /** It came to its end; otherwise the next sweep goes on where it was cut off. */
  readonly finished: boolean;
}

/** What the job that keeps to the retention has done. */
export interface Removed {
  /** Sagas of which nothing but the header is left. */
  readonly removed: number;
  readonly finished: boolean;
}
