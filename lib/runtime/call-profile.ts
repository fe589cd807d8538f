/** One DynamoDB call of a handler. */
export interface ProfiledCall {
  readonly table: 'log' | 'participant';
  readonly operation: 'PutItem' | 'UpdateItem' | 'TransactWriteItems' | 'GetItem' | 'Query';
  /** Items written, counters not included. */
  readonly items: number;
  /** Further items written for each counted resource that the command changes. */
  readonly itemsPerCounter: number;
  /** Write units for each item and each KB of it, rounded up: 1, in a transaction 2; for a read 0. */
  readonly unitsPerItem: 0 | 1 | 2;
  /** Units written to the index by status along with the header: 1 for a new entry, 2 when it moves. */
  readonly indexUnits: 0 | 1 | 2;
  /** The items are, or begin with, the saga's header: it holds the input, so it may have many KB. */
  readonly header: boolean;
  /** Read units for 4 KB, rounded up: 1, since every read is consistent; for a write 0. */
  readonly readUnits: 0 | 1;
}

const NOTHING = {
  items: 0,
  itemsPerCounter: 0,
  unitsPerItem: 0,
  indexUnits: 0,
  header: false,
  readUnits: 0,
} as const;

const EVENT: ProfiledCall = { ...NOTHING, table: 'log', operation: 'PutItem', items: 1, unitsPerItem: 1 };
const START: ProfiledCall = {
  ...NOTHING,
  table: 'log',
  operation: 'UpdateItem',
  items: 1,
  unitsPerItem: 1,
  indexUnits: 1,
  header: true,
};
const CLOSE: readonly ProfiledCall[] = [
  { ...NOTHING, table: 'log', operation: 'Query', readUnits: 1 },
  { ...START, indexUnits: 2 },
];
/** Header, `StepFailed`, `CompensationStarted`. */
const TURN_BACK: ProfiledCall = {
  ...NOTHING,
  table: 'log',
  operation: 'TransactWriteItems',
  items: 3,
  unitsPerItem: 2,
  indexUnits: 2,
  header: true,
};
/** Header, `StepFenced`. */
const FENCED: ProfiledCall = { ...TURN_BACK, items: 2 };

const PUT: ProfiledCall = {
  ...NOTHING,
  table: 'participant',
  operation: 'PutItem',
  items: 1,
  unitsPerItem: 1,
};
const UPDATE: ProfiledCall = { ...PUT, operation: 'UpdateItem' };
const WITH_COUNTERS: ProfiledCall = {
  ...PUT,
  operation: 'TransactWriteItems',
  itemsPerCounter: 1,
  unitsPerItem: 2,
};
/** The ledger item, a record and the sequence that its number is from. */
const WITH_BOOKS: ProfiledCall = { ...WITH_COUNTERS, items: 3, itemsPerCounter: 0 };
const READ: ProfiledCall = { ...NOTHING, table: 'participant', operation: 'GetItem', readUnits: 1 };

/**
 * The DynamoDB calls that each kind of command makes, in their order, when nothing conflicts. A happy saga of N steps
 * makes 3N + 2 calls that write: three an action, the start, the end. Tests count the calls of the adapters against this.
 *
 * A call whose condition does not hold is billed as if it had written. A record, and a sequence, is one more item of the
 * ledger's transaction, which costs two write units for each, and one read before it.
 */
export const CALL_PROFILE = {
  'first action': [START, EVENT, PUT, EVENT],
  action: [EVENT, PUT, EVENT],
  'action with counters': [EVENT, WITH_COUNTERS, EVENT],
  /** The sequence is read by the rule, the record by whoever plans how it is undone. */
  'action with a numbered record': [EVENT, READ, READ, WITH_BOOKS, EVENT],
  'last action': [EVENT, PUT, EVENT, ...CLOSE],
  'action that was done before': [EVENT, PUT, READ, EVENT],
  'action with counters that was done before': [EVENT, WITH_COUNTERS, READ, EVENT],
  'action that came after its undo': [EVENT, PUT, READ, READ, EVENT],
  'action that the rules refuse': [EVENT, READ, EVENT],
  /** The counter is read to say what is left, the ledger because a refusal stands only if nothing is DONE. */
  'action that finds too little': [EVENT, WITH_COUNTERS, READ, READ, EVENT],
  'first compensation of nothing': [TURN_BACK, READ, PUT, EVENT],
  'first compensation': [TURN_BACK, READ, UPDATE, EVENT],
  compensation: [EVENT, READ, UPDATE, EVENT],
  'compensation with counters': [EVENT, READ, WITH_COUNTERS, EVENT],
  /** The ledger item and the record that it undoes; the sequence and the record of the rule. */
  'compensation with a rule': [EVENT, READ, READ, READ, READ, { ...WITH_BOOKS, items: 4 }, EVENT],
  'compensation of nothing': [EVENT, READ, PUT, EVENT],
  'compensation of what was undone before': [EVENT, READ, EVENT],
  'last compensation': [EVENT, READ, UPDATE, EVENT, ...CLOSE],
  fence: [PUT, FENCED],
  'fence of what was done before': [PUT, READ, FENCED],
} as const satisfies Readonly<Record<string, readonly ProfiledCall[]>>;

export type ProfiledCommand = keyof typeof CALL_PROFILE;
