import { participant, undoFromLedger } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Writes the invoice over what was paid. */
export const handler = participant(orderSaga, 'invoices', {
  'generate-invoice': ({ saga, results }) => {
    const { amount, currency } = results['process-payment'];
    return { result: { invoiceNumber: `INV-${saga.id}`, amount, currency } };
  },
  'cancel-invoice': undoFromLedger,
});
