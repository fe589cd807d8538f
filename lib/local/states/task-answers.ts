import type { Invocation } from '../lambda';

/** One `SendTaskSuccess` or `SendTaskFailure`. */
export interface TaskAnswer {
  readonly token: string;
  /** Makes the call; fails as the API does. */
  readonly make: () => void;
}

/** What the answers stand on. */
export interface TaskAnswersOptions {
  /** Resolves when the task of this token is no longer open. */
  readonly closed: (token: string) => Promise<void>;
}

type Manner = (
  answer: TaskAnswer,
  invocation: Invocation,
  options: TaskAnswersOptions,
  idle: <T>(pending: Promise<T>) => Promise<T>,
) => void | Promise<void>;

/** How an answer is made that the fault plan marks. */
const MANNERS: Readonly<Record<'swallow' | 'hold' | 'twice', Manner>> = {
  swallow: () => undefined,
  hold: async (answer, invocation, options, idle) => {
    invocation.marks.onHeld?.();
    await invocation.suspend(idle(options.closed(answer.token)));
    answer.make();
  },
  twice: (answer) => {
    answer.make();
    try {
      answer.make();
    } catch {
      // The second one is refused: that is what the fault is for.
    }
  },
};

/** Makes a task's answer, in the manner that its invocation is marked with. */
export const makeAnswer = async (
  answer: TaskAnswer,
  invocation: Invocation | undefined,
  options: TaskAnswersOptions,
  idle: <T>(pending: Promise<T>) => Promise<T>,
): Promise<void> => {
  const manner = invocation?.marks.answers;
  if (!invocation || !manner) return answer.make();
  await MANNERS[manner](answer, invocation, options, idle);
};
