import { subjectOf } from '../../../lib/operations';
import type { Defect } from '../defect';

/** A dead letter is taken out of its queue before it was sent again. */
export const letterRemovedFirst: Defect = {
  operations: (ports) => ({
    ...ports,
    errors: {
      send: async (body, options) => {
        const { unwindMachineArn } = ports;
        const name = nameOf(body, unwindMachineArn);
        await ports.deadLetters.remove((letter) => nameOf(letter.body, unwindMachineArn) === name, 100);
        await ports.errors.send(body, options);
      },
    },
  }),
};

const nameOf = (body: unknown, unwindMachineArn: string): string | undefined => {
  const subject = subjectOf(body, unwindMachineArn);
  if (subject.kind === 'step') return `${subject.parked.phase} of ${subject.parked.step}`;
  return subject.kind === 'execution' ? subject.executionName : undefined;
};
