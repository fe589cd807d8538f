import { answered, type FaultKind } from '../fault-kind';

/** The task token is answered twice. A direct invocation has no token: it is not affected. */
export const answerTwice: FaultKind = {
  summary: 'a step behind a queue: its task is answered twice',
  strikes: 'at-once',
  direct: async (attempt) => answered(await attempt.run()),
  queued: (attempt) => attempt.run({ answers: 'twice' }),
};
