/** The longest delay `setTimeout` takes, in milliseconds; a longer one would fire at once. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;
