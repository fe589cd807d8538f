import { isoTime } from '../../../lib/runtime';
import { type CompensationCommand, elementOf, foldEvents, type SagaLog } from '../../../lib/saga';
import type { Defect } from '../defect';

/** Of a group with which a saga begins, each branch closes the chain, though the others are only about to be undone. */
export const chainClosedByEveryBranch: Defect = {
  participant: (ports, { definition, command }) => {
    const { saga, step, failure } = command as CompensationCommand;
    if (elementOf(definition, step.name) !== definition.steps[0] || !failure?.steps.includes(step.name))
      return ports;
    return {
      ...ports,
      log: (hasTime): SagaLog => {
        const log = ports.log(hasTime);
        return {
          ...log,
          append: async (of, event) => {
            await log.append(of, event);
            if (event.type !== 'CompensationSucceeded') return;
            const logged = await log.read(saga);
            if (!logged) return;
            for (const { name, status } of foldEvents(logged.header.steps, logged.events).steps) {
              if (status !== 'PENDING' || !failure.steps.includes(name)) continue;
              const at = isoTime(ports.clock.now());
              const { runner, attempt } = step;
              await log.append(of, { type: 'StepFailed', step: name, runner, attempt, at, error: failure });
            }
          },
        };
      },
    };
  },
};
