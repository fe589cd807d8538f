import { PRICE_LIST, type Price, transitionPrice, unitUsd } from './price-list';

/** What one execution that ran has cost in state transitions. */
export interface MeasuredCost {
  /** As counted in the history. */
  readonly transitions: number;
  readonly startOverhead: number;
  /** Without the free transitions of the month. */
  readonly usd: number;
}

/** `transitions` as `countTransitions` gives them. */
export const measuredCost = (
  transitions: number,
  region: string,
  startOverhead = 1,
  prices: readonly Price[] = PRICE_LIST,
): MeasuredCost => ({
  transitions,
  startOverhead,
  usd: (transitions + startOverhead) * unitUsd(transitionPrice(prices, region)),
});

/** The part of a history event that tells transitions apart, as `GetExecutionHistory` gives it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId?: number | undefined;
  readonly type: string;
}

const ENTERED = /StateEntered$/;
/** First event of an attempt at a state. */
const ATTEMPT =
  /^(TaskScheduled|LambdaFunctionScheduled|ActivityScheduled|ParallelStateStarted|MapStateStarted)$/;

/**
 * State transitions of an execution, counted in its history: one for each state entered, and one for each retry. A
 * first attempt follows its state's entry, a retry follows what went wrong before.
 */
export const countTransitions = (history: readonly HistoryEvent[]): number => {
  const entries = new Set(history.flatMap(({ id, type }) => (ENTERED.test(type) ? [id] : [])));
  const retries = history.filter(
    ({ type, previousEventId }) => ATTEMPT.test(type) && !entries.has(previousEventId ?? 0),
  );
  return entries.size + retries.length;
};
