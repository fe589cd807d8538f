export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ACCOUNT = 'arn:aws:states:eu-west-1:123456789012:stateMachine';
export const MACHINE = `${ACCOUNT}:Saga`;
export const UNWIND = `${ACCOUNT}:Unwind`;
/** The one saga of a world. */
export const SAGA = 's-1';
export const START = Date.parse('2026-11-24T10:00:00.000Z');
/** What has not come to rest by then never does. A message that got lost is sent again after 14 days. */
export const LONGEST_MS = 60 * DAY;
/** Time that a participant's function has. */
export const FUNCTION_MS = 10 * SECOND;
/** A saga that is over is cancelled so long after its start: messages and redrives are over by then. */
export const LATER_MS = 120 * DAY;
