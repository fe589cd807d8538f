import type { Defect } from '../defect';

/** A command that comes late out of its queue makes no effect, and success is told all the same. */
export const lateQueueSuccess: Defect = {
  participant: (ports) => ({
    ...ports,
    answers: {
      ...ports.answers,
      fail: (token, error, cause) =>
        cause.startsWith('AlreadyCompensated')
          ? ports.answers.succeed(token, null)
          : ports.answers.fail(token, error, cause),
    },
  }),
};
