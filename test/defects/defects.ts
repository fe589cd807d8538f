import { CALM } from '../adversarial/support/storm-world';
import type { Defect } from './defect';
import type { Hunt } from './hunt';
import { books } from './hunts/books';
import { cutOffCall } from './hunts/cut-off-call';
import { pendingRedrive } from './hunts/pending-redrive';
import { singleTrouble, storms } from './hunts/storms';
import { templates } from './hunts/templates';
import { unsentLetters } from './hunts/unsent-letters';
import { chainClosedByEveryBranch } from './list/chain-closed-by-every-branch';
import { claimsDropped } from './list/claims-dropped';
import { conditionsAssumed } from './list/conditions-assumed';
import { countersKept } from './list/counters-kept';
import { cutOffCallLeft } from './list/cut-off-call-left';
import { doingWindowNow } from './list/doing-window-now';
import { earlierSkipsForgotten } from './list/earlier-skips-forgotten';
import { freshResultTold } from './list/fresh-result-told';
import { headerNotRaised } from './list/header-not-raised';
import { lateQueueCommit } from './list/late-queue-commit';
import { lateQueueSuccess } from './list/late-queue-success';
import { letterRemovedFirst } from './list/letter-removed-first';
import { parkedBeforeSent } from './list/parked-before-sent';
import { parkedMessageDropped } from './list/parked-message-dropped';
import { pendingRedriveIsDead } from './list/pending-redrive-is-dead';
import { recordsKept } from './list/records-kept';
import { shorterRetention } from './list/shorter-retention';
import { undoneAgain } from './list/undone-again';
import { undoneBeforeDone } from './list/undone-before-done';
import { unwindBeforeItsEvent } from './list/unwind-before-its-event';

interface KnownDefect {
  readonly defect: Defect;
  /** Where it shows, and as what. */
  readonly hunt: Hunt;
  readonly as: RegExp;
}

/** Defects that were once put into the product by hand and passed all tests. */
export const DEFECTS: Readonly<Record<string, KnownDefect>> = {
  lateQueueCommit: {
    defect: lateQueueCommit,
    hunt: storms({ faults: 0.65 }),
    as: /is DONE, saga COMPENSATED/,
  },
  lateQueueSuccess: {
    defect: lateQueueSuccess,
    hunt: storms({ faults: 0.65 }),
    as: /success is told after its tombstone/,
  },
  parkedBeforeSent: {
    defect: parkedBeforeSent,
    hunt: storms({ outages: 1 }),
    as: /is logged, and there is no message about it/,
  },
  undoneBeforeDone: { defect: undoneBeforeDone, hunt: storms(), as: /its effect is still there outside/ },
  /** The end of it: the provider stays away for longer than the compensation is tried. */
  undoneBeforeDoneEnds: {
    defect: undoneBeforeDone,
    hunt: storms({ outages: 1 }),
    as: /is there outside, and is UNDONE; saga COMPENSATED/,
  },
  doingWindowNow: { defect: doingWindowNow, hunt: storms(), as: /is taken back while it is being made/ },
  letterRemovedFirst: { defect: letterRemovedFirst, hunt: storms(), as: /the last message .* is taken away/ },
  stepLetterRemovedFirst: {
    defect: letterRemovedFirst,
    hunt: unsentLetters.step,
    as: /the step is gone, and was not sent/,
  },
  executionLetterRemovedFirst: {
    defect: letterRemovedFirst,
    hunt: unsentLetters.execution,
    as: /the execution is gone, and was not sent/,
  },
  unwindBeforeItsEvent: {
    defect: unwindBeforeItsEvent,
    hunt: storms(),
    as: /is started before the log knows of it/,
  },
  earlierSkipsForgotten: {
    defect: earlierSkipsForgotten,
    hunt: singleTrouble,
    as: /is COMPENSATED, and nobody asked for it/,
  },
  chainClosedByEveryBranch: {
    defect: chainClosedByEveryBranch,
    hunt: singleTrouble,
    as: /failed, and nobody asked for it/,
  },
  conditionsAssumed: {
    defect: conditionsAssumed,
    hunt: singleTrouble,
    as: /was done, and nobody asked for it/,
  },
  cutOffCallLeft: {
    defect: cutOffCallLeft,
    hunt: cutOffCall,
    as: /tell is there outside, and is UNDONE/,
  },
  countersKept: { defect: countersKept, hunt: singleTrouble, as: /chair: \d+ left, \d+ taken/ },
  parkedMessageDropped: {
    defect: parkedMessageDropped,
    hunt: singleTrouble,
    as: /waits for the sweeper/,
  },
  headerNotRaised: { defect: headerNotRaised, hunt: storms(CALM), as: /waits for the sweeper/ },
  headerNotRaisedInTime: {
    defect: headerNotRaised,
    hunt: storms(CALM),
    as: /the sweeper found something to do, and nothing had happened/,
  },
  freshResultTold: { defect: freshResultTold, hunt: storms(), as: /another result is told/ },
  pendingRedriveIsDeadToTheRedriver: {
    defect: pendingRedriveIsDead,
    hunt: pendingRedrive.redriver,
    as: /the redriver works on/,
  },
  pendingRedriveIsDeadToTheSweeper: {
    defect: pendingRedriveIsDead,
    hunt: pendingRedrive.sweeper,
    as: /the sweeper works on/,
  },
  recordsKept: { defect: recordsKept, hunt: books, as: /is not undone as its step fixed it/ },
  claimsDropped: {
    defect: claimsDropped,
    hunt: books,
    as: /is not claimed by .*, which can still be undone/,
  },
  undoneAgain: { defect: undoneAgain, hunt: books, as: /sequence\/[a-z-]+ is .*, expected/ },
  shorterRetention: { defect: shorterRetention, hunt: templates, as: /keeps messages for undefined s/ },
};
