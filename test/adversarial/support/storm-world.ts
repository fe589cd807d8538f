import type { JumpingClock } from '../../../lib/engine';
import type { WorldRecord } from '../../../lib/explore/world/record';
import type { MemoryTable } from '../../../lib/runtime';
import type { SagaDefinition, SagaLog } from '../../../lib/saga';
import type { Defect } from '../../defects/defect';
import type { Provider } from './provider';
import type { Rules } from './storm-handlers';
import type { Trouble } from './storm-trouble';

export {
  DAY,
  HOUR,
  MACHINE,
  MINUTE,
  SAGA as SAGA_ID,
  SECOND,
  START,
  UNWIND,
} from '../../../lib/explore/world/constants';

/** How often things go wrong; each a probability. */
export interface Storm {
  /** Of a call of a function to go wrong in some way. */
  readonly faults: number;
  /** Of one of these at a random time of the first minutes. */
  readonly kills: number;
  readonly cancels: number;
  /** Of the event of a dead execution to get lost. */
  readonly lostEvents: number;
  /** Of a command to be refused whenever it is asked. */
  readonly refusals: number;
  /** Of what lies outside to be away for hours or days when it is asked to take something back; of `saga-errors`. */
  readonly outages: number;
}

/** Nothing goes wrong but what is asked for. */
export const CALM: Storm = { faults: 0, kills: 0, cancels: 0, lostEvents: 0, refusals: 0, outages: 0 };

/** What all parts of a storm share. */
export interface World
  extends Pick<WorldRecord, 'note' | 'blame' | 'excuse' | 'meddle'>,
    Pick<Trouble, 'happens'> {
  readonly definition: SagaDefinition;
  readonly storm: Storm;
  readonly defect: Defect;
  readonly rules: Rules;
  readonly clock: JumpingClock;
  readonly chance: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Counts as under way until it has ended. */
  readonly busy: <Answer>(work: () => Promise<Answer>) => Promise<Answer>;
  readonly isIdle: () => boolean;
  readonly log: SagaLog;
  readonly tableOf: (participant: string) => MemoryTable;
  readonly provider: Provider;
  /** Ledger keys that were DONE at some time. */
  readonly everDone: ReadonlySet<string>;
}
