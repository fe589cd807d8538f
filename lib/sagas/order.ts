import * as z from 'zod/mini';
import { defineSaga, step } from '../saga';
import { DeadlineSeconds, Identifier } from './fields';

/** Most items one order may have; it bounds the size of a command and of its transaction. */
const MAX_ITEMS = 20;

const OrderItem = z.strictObject({
  productId: Identifier,
  quantity: z.int().check(z.minimum(1), z.maximum(1000)),
  /** Cents. */
  unitPrice: z.int().check(z.minimum(0), z.maximum(100_000_000)),
});

/** What a customer orders: the input of the order saga. Amounts are in cents. */
export const OrderRequest = z.strictObject({
  customer: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    email: z.string().check(z.minLength(3), z.maxLength(254)),
  }),
  items: z.array(OrderItem).check(z.minLength(1), z.maxLength(MAX_ITEMS)),
  payment: z.strictObject({
    /** Token of the card at the payment provider; never a card number. */
    cardToken: Identifier,
    currency: z.enum(['EUR', 'USD']),
  }),
  shippingAddress: z.strictObject({
    street: z.string().check(z.minLength(1), z.maxLength(200)),
    city: z.string().check(z.minLength(1), z.maxLength(200)),
    postalCode: z.string().check(z.minLength(1), z.maxLength(20)),
    /** ISO 3166-1 alpha-2. */
    country: z.string().check(z.regex(/^[A-Z]{2}$/)),
  }),
  [DeadlineSeconds.field]: DeadlineSeconds.schema,
});
export type OrderRequest = z.infer<typeof OrderRequest>;

/** Amounts are in cents, as in the request. */
const Amount = z.int().check(z.minimum(0));
const Currency = OrderRequest.shape.payment.shape.currency;

/** The order as it was taken down. */
export const PlacedOrder = z.strictObject({ orderNumber: z.string(), total: Amount, currency: Currency });
/** What the customer's card was charged. */
export const Payment = z.strictObject({ paymentId: z.string(), amount: Amount, currency: Currency });
/** The invoice over it; its number is one of a sequence without gaps. */
export const IssuedInvoice = z.strictObject({
  invoiceNumber: z.string(),
  amount: Amount,
  currency: Currency,
});
export const Shipment = z.strictObject({ trackingNumber: z.string(), country: z.string() });

/** An order: placed, paid, taken from stock, invoiced and shipped, or none of it. */
export const orderSaga = defineSaga({
  name: 'order',
  version: 2,
  deadline: { hours: 24 },
  input: OrderRequest,
  // A parcel can be called back, and returned later; that the customer was told of it does no harm.
  cancellable: 'always',
  steps: [
    step('place-order', { by: 'orders', compensation: 'cancel-order', result: PlacedOrder }),
    step('process-payment', {
      by: 'payments',
      compensation: 'refund-payment',
      result: Payment,
      // Whoever sees a charge does not expect it to be taken back.
      seen: 'final',
    }),
    step('remove-product-from-stock', { by: 'inventory', compensation: 'restore-stock' }),
    step('generate-invoice', { by: 'invoices', compensation: 'cancel-invoice', result: IssuedInvoice }),
    step('ship-order', {
      by: 'logistics',
      compensation: 'cancel-shipment',
      via: 'queue',
      result: Shipment,
      timeout: { minutes: 30 },
    }),
    step('confirm-order', { by: 'orders' }),
    step('notify-customer', { by: 'notifications' }),
  ],
  records: {
    orders: { order: { index: 'customer' } },
    payments: { charge: {}, refund: {} },
    invoices: { invoice: {}, 'credit-note': {} },
    logistics: { shipment: {} },
    notifications: { notification: { published: true } },
  },
  whenUndone: 'notifications',
});
