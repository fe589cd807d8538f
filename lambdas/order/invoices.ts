import { isoTime, participant } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';
import { numbered } from './numbered';

/** Writes the invoice over what was paid; one that is cancelled stays, with a credit note that names it. */
export const handler = participant(orderSaga, 'invoices', {
  'generate-invoice': async ({ saga, results }, { records, clock }) => {
    const { amount, currency } = results['process-payment'];
    const next = await records.next('invoice');
    const invoiceNumber = numbered('INV', next);
    const invoice = {
      record: { type: 'invoice', id: invoiceNumber },
      set: { order: saga.id, amount, currency, status: 'ISSUED', issuedAt: isoTime(clock.now()) },
      undo: { set: { status: 'CREDITED' } },
    } as const;
    return { result: { invoiceNumber, amount, currency }, effects: [next, invoice] };
  },
  'cancel-invoice': async ({ result, effects, at }, { records }) => {
    const { invoiceNumber, amount, currency } = result;
    // One of version 1 never was in the books: there is nothing to credit.
    if (effects.records.length === 0) return {};
    const next = await records.next('credit-note');
    const creditNote = numbered('CRN', next);
    return {
      result: { creditNote },
      effects: [
        next,
        {
          record: { type: 'credit-note', id: creditNote },
          set: { invoice: invoiceNumber, amount, currency, at },
        },
        { record: { type: 'invoice', id: invoiceNumber }, set: { creditNote } },
      ],
    };
  },
});
