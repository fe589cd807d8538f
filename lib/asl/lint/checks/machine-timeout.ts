import { type Check, MACHINE } from '../check';

/** No TimeoutSeconds on the machine: it ends the execution past every Catch, and nothing is compensated. */
export const machineTimeout: Check = ({ machine }) =>
  machine.TimeoutSeconds === undefined
    ? []
    : [
        {
          state: MACHINE,
          message:
            'the machine has TimeoutSeconds, which ends it without a compensation: remove it, and bound each Task',
        },
      ];
