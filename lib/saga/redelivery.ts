const LONGEST_DELAY_MINUTES = 60;

/** Deliveries of a message in `saga-errors` before it becomes a dead letter. */
export const ERRORS_MAX_RECEIVE_COUNT = 40;

/** What a failed delivery of a message in `saga-errors` is followed by: 1, 2, 4 … 60 minutes, less than two days in sum. */
export const redriveDelaySeconds = (receives: number): number =>
  60 * Math.min(LONGEST_DELAY_MINUTES, 2 ** (receives - 1));

/** From the first delivery of a message to its last, in seconds; those of a queue that is full come later. */
export const REDRIVEN_FOR_SECONDS = Array.from({ length: ERRORS_MAX_RECEIVE_COUNT - 1 }, (_, index) =>
  redriveDelaySeconds(index + 1),
).reduce((sum, seconds) => sum + seconds, 0);

/** A command that is not taken within this time is about to miss its step's timeout. */
export const LATE_COMMAND_SECONDS = 300;
/** A dead letter lives 14 days from its first send; after this many its customer has waited long enough. */
export const OLD_LETTER_DAYS = 4;
