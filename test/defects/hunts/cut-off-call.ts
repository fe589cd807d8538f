import { participant, undoFromLedger } from '../../../lib/runtime';
import { type Command, ledgerKey } from '../../../lib/saga';
import { commandsOf, sagaOf } from '../../runtime/support/commands';
import { MemoryDesk } from '../../runtime/support/memory-desk';
import { tripSaga } from '../../runtime/support/sagas';
import type { Hunt } from '../hunt';

const { action, fence } = commandsOf(tripSaga, { product: 'chair', pieces: 1 });

/** Past the pivot a process dies in its call outside; then the saga is unwound. */
export const cutOffCall: Hunt = () => [
  async (defect) => {
    const desk = new MemoryDesk();
    const made = new Set<string>();
    const done = () => ({ result: {} });
    const handlers = {
      book: done,
      unbook: undoFromLedger,
      pay: done,
      refund: undoFromLedger,
      tell: {
        kind: 'outside' as const,
        perform: async (_command: unknown, { idempotencyKey }: { readonly idempotencyKey: string }) => {
          made.add(idempotencyKey);
          throw new Error('the process dies');
        },
        reverse: async (key: string) => void made.delete(key),
      },
    };
    const send = (command: Command): Promise<unknown> => {
      const invocation = { definition: tripSaga, command, table: desk.table };
      const ports = defect.participant?.(desk.ports, invocation) ?? desk.ports;
      return participant(tripSaga, 'desk', handlers, () => ports)(command, desk.context);
    };
    await send(action('tell', { results: { book: {}, pay: {} } })).catch(() => undefined);
    desk.clock.advance(desk.remaining + 1);
    await send(fence('tell'));
    const state = desk.table.items.get(ledgerKey(sagaOf(tripSaga), 'tell'))?.state;
    return made.size > 0 ? [`tell is there outside, and is ${state}`] : [];
  },
];
