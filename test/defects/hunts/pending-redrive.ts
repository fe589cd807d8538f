import { redriver } from '../../../lambdas/operations/redrive';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { undoFromLedger } from '../../../lib/runtime';
import { deadEvent, OperationsBench, queueEvent } from '../../lambdas/support/operations-bench';
import { tripSaga } from '../../runtime/support/sagas';
import type { Defect } from '../defect';
import type { Hunt } from '../hunt';

const DAY = 86_400_000;

/** Somebody redrives an execution in the console, and a report about its death is still under way. */
const redrivenInTheConsole = async () => {
  const done = () => ({ result: { done: true } });
  const handlers = { book: done, unbook: undoFromLedger, pay: done, refund: undoFromLedger, tell: done };
  const bench = new OperationsBench(tripSaga, handlers);
  await bench.ran({ product: 'chair', pieces: 1 }, 'book');
  bench.execution('s-1', 'PENDING_REDRIVE', { entered: ['Book'] });
  return bench;
};

const touched = (bench: Awaited<ReturnType<typeof redrivenInTheConsole>>, who: string): readonly string[] =>
  bench.started.length + bench.errors.length > 0 ? [`${who} works on a saga whose execution goes on`] : [];

/** Those who might take it for dead. */
export const pendingRedrive = {
  redriver: () => [
    async (defect: Defect) => {
      const bench = await redrivenInTheConsole();
      const tools = defect.redriver?.(bench.tools) ?? bench.tools;
      await redriver(() => tools)(queueEvent([deadEvent('s-1', 'FAILED')]));
      return touched(bench, 'the redriver');
    },
  ],
  sweeper: () => [
    async (defect: Defect) => {
      const bench = await redrivenInTheConsole();
      bench.desk.clock.advance(DAY);
      const tools = defect.sweeper?.(bench.tools) ?? bench.tools;
      await sweeper(() => ({ ...bench.tools, ...tools }))();
      return touched(bench, 'the sweeper');
    },
  ],
} satisfies Record<string, Hunt>;
