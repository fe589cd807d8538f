import type { Alternative } from './oracle';

/** How often a fault hits. To the limit: until whoever calls gives up. For good: until somebody mends it. */
export type Persistence = 'once' | 'limit' | 'always';

/** What may become of an attempt of a command before it runs. */
export type AttemptFault = 'refused' | 'throttled' | 'broken';
/** What may become of a process at one of its writes. */
export type CallFault = 'dies' | 'fails' | 'unheard' | 'late' | 'late-alone';

const fault = (name: string, kind: string): Alternative => ({ name, kind, cost: 'fault' });

const SUFFIX: Readonly<Record<Persistence, string>> = { once: '', limit: '-to-limit', always: '-always' };

const named = (name: string, persistences: readonly Persistence[]): readonly Alternative[] =>
  persistences.map((persistence) => fault(`${name}${SUFFIX[persistence]}`, name));

/** Reads a name as it stands in schedules. */
export const readFault = (name: string): { readonly fault: string; readonly persistence: Persistence } => {
  for (const persistence of ['limit', 'always'] as const) {
    const suffix = SUFFIX[persistence];
    if (name.endsWith(suffix)) return { fault: name.slice(0, -suffix.length), persistence };
  }
  return { fault: name, persistence: 'once' };
};

/** A "no" is never retried, so that once is to the limit. */
export const ACTION_FAULTS: readonly Alternative[] = [
  ...named('refused', ['once', 'always']),
  ...named('throttled', ['once', 'limit', 'always']),
  // Once is to die before the first write.
  ...named('broken', ['limit', 'always']),
  fault('twice', 'twice'),
];

/** Nobody says no to an undo or a fence. */
export const UNDO_FAULTS: readonly Alternative[] = ACTION_FAULTS.filter(({ kind }) => kind !== 'refused');

/** Of a command in a participant's queue, which is delivered again until it is taken. */
export const QUEUED_FAULTS: readonly Alternative[] = ACTION_FAULTS.filter(
  ({ kind }) => kind === 'refused' || kind === 'broken',
);

/** A process that dies behind a write is one that dies before the next one, or whose answer is lost. */
export const COMMAND_CALL_FAULTS: readonly Alternative[] = [
  ...named('dies', ['once', 'limit', 'always']),
  fault('fails', 'fails'),
  fault('unheard', 'unheard'),
  fault('late', 'late'),
  fault('late-alone', 'late'),
];

export const OPERATION_CALL_FAULTS: readonly Alternative[] = [
  fault('dies', 'dies'),
  fault('fails', 'fails'),
  fault('unheard', 'unheard'),
];

/** Of the answer to whoever waits for it. */
export const ANSWER_FAULTS: readonly Alternative[] = named('lost', ['once', 'limit', 'always']);

/** Of an answer under a task token. */
export const TOKEN_FAULTS: readonly Alternative[] = [...COMMAND_CALL_FAULTS, fault('told-twice', 'twice')];

/** Of a message that is sent. */
export const SEND_FAULTS: readonly Alternative[] = [
  ...named('unsent', ['once', 'limit', 'always']),
  fault('sent-unheard', 'unheard'),
];
/** Of a message that lies in a queue. */
export const DELIVERY_FAULTS: readonly Alternative[] = [
  fault('delivered-twice', 'twice'),
  fault('delivered-late', 'late'),
];
/** Of the event of an execution that died. */
export const EVENT_FAULTS: readonly Alternative[] = [
  fault('event-lost', 'event'),
  fault('event-twice', 'event'),
  fault('event-late', 'event'),
];
