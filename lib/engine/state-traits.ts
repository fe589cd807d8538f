import type { StateType } from '../asl';

/** What the common path of all states has to know of a type. */
export interface StateTraits {
  /** Time passes in it: when it is cut off, the history says so. */
  readonly abortable: boolean;
  /** It may have Retry, and its context a RetryCount. */
  readonly retriable: boolean;
  /** It fails with an event of its own, once its retries are used up. */
  readonly failsWithEvent: boolean;
}

const INSTANT: StateTraits = { abortable: false, retriable: false, failsWithEvent: false };
const GROUP: StateTraits = { abortable: true, retriable: true, failsWithEvent: true };

/** Source: recorded executions, and the event types of the Step Functions API. */
export const STATE_TRAITS: Readonly<Record<StateType, StateTraits>> = {
  Choice: INSTANT,
  Fail: INSTANT,
  Map: GROUP,
  Parallel: GROUP,
  Pass: INSTANT,
  Succeed: INSTANT,
  Task: { abortable: true, retriable: true, failsWithEvent: false },
  Wait: { ...INSTANT, abortable: true },
};
