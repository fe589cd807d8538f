import {
  type MemoryTable,
  memoryLedger,
  memorySagaLog,
  memoryTable,
  participant,
  undoFromLedger,
} from '../lib/runtime';
import type { Clock } from '../lib/saga';
import { orderSaga } from '../lib/sagas';

/** A participant in this process, reached as a function is: with JSON text, answered with JSON text. */
export type Invoke = (participant: string, payload: string) => Promise<string>;

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const CONTEXT = { getRemainingTimeInMillis: () => 10_000 };
const PLENTY = 1_000_000_000;

/** The order's participants on ledgers and a log in memory: real commands, checks, ledger protocol, events. */
export const orderParticipants = (clock: Pick<Clock, 'now'>): Invoke => {
  const log = memorySagaLog();
  const portsOf = (table: MemoryTable) => {
    const ports = {
      clock: clock as Clock,
      logger: SILENT,
      ledger: () => memoryLedger(table, clock),
      log: () => log,
      answers: { succeed: async () => undefined, fail: async () => undefined },
      random: () => 0.5,
      maxReceives: 10,
    };
    return () => ports;
  };
  const handlers = {
    orders: participant(
      orderSaga,
      'orders',
      {
        'place-order': ({ saga, input }) => ({
          result: {
            orderNumber: `ORD-${saga.id}`,
            total: input.items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
            currency: input.payment.currency,
          },
        }),
        'cancel-order': undoFromLedger,
        'confirm-order': () => ({ result: null }),
      },
      portsOf(memoryTable()),
    ),
    payments: participant(
      orderSaga,
      'payments',
      {
        'process-payment': ({ saga, results }) => ({
          result: {
            paymentId: `PAY-${saga.id}`,
            amount: results['place-order'].total,
            currency: results['place-order'].currency,
          },
        }),
        'refund-payment': undoFromLedger,
      },
      portsOf(memoryTable()),
    ),
    inventory: participant(
      orderSaga,
      'inventory',
      {
        'remove-product-from-stock': ({ input }) => ({
          result: { products: input.items.map(({ productId }) => productId) },
          effects: input.items.map(({ productId, quantity }) => ({
            counter: `stock/${productId}`,
            take: quantity,
            capacity: PLENTY,
          })),
        }),
        'restore-stock': undoFromLedger,
      },
      portsOf(memoryTable()),
    ),
    invoices: participant(
      orderSaga,
      'invoices',
      {
        'generate-invoice': ({ saga, results }) => {
          const { amount, currency } = results['process-payment'];
          return { result: { invoiceNumber: `INV-${saga.id}`, amount, currency } };
        },
        'cancel-invoice': undoFromLedger,
      },
      portsOf(memoryTable()),
    ),
    logistics: participant(
      orderSaga,
      'logistics',
      {
        'ship-order': ({ saga, input }) => ({
          result: { trackingNumber: `TRK-${saga.id}`, country: input.shippingAddress.country },
        }),
        'cancel-shipment': undoFromLedger,
      },
      portsOf(memoryTable()),
    ),
    notifications: participant(
      orderSaga,
      'notifications',
      { 'notify-customer': () => ({ result: { channel: 'email' } }), 'when-undone': () => undefined },
      portsOf(memoryTable()),
    ),
  };
  return async (name, payload) =>
    JSON.stringify(await handlers[name as keyof typeof handlers](JSON.parse(payload), CONTEXT));
};
