/** Beginnings of keys in a participant's table beside the ledger's, which begin with the name of a saga. */
export const COUNTER_PREFIX = 'counter/';
/** Of what operators changed of counters. */
export const COUNTER_LOG_PREFIX = 'counter-log/';

/** Names of counters: they become keys, and stand in messages and tables. */
export const COUNTER_NAME = /^[A-Za-z0-9._:/-]{1,128}$/;
/** Characters that a counter's name may have at most. */
export const MAX_COUNTER_NAME = 128;
/** Most that a counter holds, or a step takes of one: sums of it stay exact. */
export const MAX_COUNT = 1_000_000_000_000;
/** Counters that one step may take of: a transaction has 100 items, and one is the ledger's own. */
export const MAX_COUNTERS = 99;

/** Whether it is a whole number in the range that a counter can hold. */
export const isCount = (value: unknown, least: 0 | 1): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MAX_COUNT;
