import type { Orchestrator, SagaLog } from '../../../lib/saga';
import type { Defect } from '../defect';

interface Ports {
  readonly log: SagaLog;
  readonly orchestrator: Orchestrator;
}

const swapped = <P extends Ports>(ports: P): P => {
  let held: (() => Promise<void>) | undefined;
  return {
    ...ports,
    log: {
      ...ports.log,
      appendAndRaise: async (start, events, status) => {
        const write = (): Promise<void> => ports.log.appendAndRaise(start, events, status);
        if (events.some(({ type }) => type === 'UnwindStarted')) held = write;
        else await write();
      },
    },
    orchestrator: {
      ...ports.orchestrator,
      start: async (...request) => {
        const outcome = await ports.orchestrator.start(...request);
        await held?.();
        held = undefined;
        return outcome;
      },
    },
  };
};

/** An unwind machine is started before the log says so. */
export const unwindBeforeItsEvent: Defect = { redriver: swapped, sweeper: swapped, operations: swapped };
