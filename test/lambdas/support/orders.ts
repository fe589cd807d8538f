import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OrderRequest, orderSaga } from '../../../lib/sagas';
import { commandsOf } from '../../runtime/support/commands';

export const example = (name: string): OrderRequest =>
  JSON.parse(
    readFileSync(join(__dirname, '../../../examples/order', `${name}.json`), 'utf8'),
  ) as OrderRequest;

export const validOrder = example('valid');

/** Commands of an order, with the id `s-1`, as the state machine sends them. */
export const orderCommands = (input: unknown = validOrder) => commandsOf(orderSaga, input);

/** Results of the whole order, as each handler gives them. */
export const results = {
  'place-order': { orderNumber: 'ORD-s-1', total: 116_500, currency: 'EUR' },
  'process-payment': { paymentId: 'PAY-s-1', amount: 116_500, currency: 'EUR' },
  'remove-product-from-stock': { products: [] },
  'generate-invoice': { invoiceNumber: 'INV-000001', amount: 116_500, currency: 'EUR' },
  'ship-order': { trackingNumber: 'TRK-s-1', country: 'DE' },
  'confirm-order': { orderNumber: 'ORD-s-1', trackingNumber: 'TRK-s-1' },
};
