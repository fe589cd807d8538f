/** Lines of the functions' logs that alarms count; whoever writes one and whoever counts it name it alike. */
export const LINES = {
  /** With its status as `outcome`. */
  died: 'an execution died',
  unwindGivenUp: 'unwinding given up',
  oldLetter: 'a dead letter is old',
  lateCommand: 'a command waited too long',
} as const;

/** Code of an error that is none of those that a handler or the library means. */
export const UNEXPECTED_ERROR = 'Unexpected';
