import { answered, type FaultKind } from '../fault-kind';

/**
 * The answer of the task token is made only when the task has timed out. The message is gone by then: redelivered, it
 * would be answered in time by the next attempt. A direct invocation has no token: it is not affected.
 */
export const answerLate: FaultKind = {
  summary: 'a step behind a queue: its task is answered after its timeout',
  strikes: 'at-once',
  direct: async (attempt) => answered(await attempt.run()),
  queued: async (attempt) => {
    await attempt.run({ answers: 'hold', onHeld: attempt.consume });
    return 'consumed';
  },
};
