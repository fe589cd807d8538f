/** Change of one counted resource, within the participant's own table. */
export interface CounterEffect {
  /** 1 to 128 letters, digits and `.`, `_`, `:`, `/`, `-`. */
  readonly counter: string;
  /** Taken from what is available. A whole number from 1. */
  readonly take: number;
  /** What is available at first: the counter comes into being with its first use. A whole number from 0. */
  readonly capacity: number;
}
