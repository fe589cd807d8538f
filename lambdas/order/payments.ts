import { participant } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';

/** Highest amount that is charged without a person looking at it, in cents. */
const LIMIT = 1_000_000;
/** Tokens that the payment provider's test mode declines. */
const DECLINED = /^tok_declined/;

/** Charges the order's total, and refunds it. */
export const handler = participant(orderSaga, 'payments', {
  'process-payment': ({ saga, input, results }) => {
    const { total: amount } = results['place-order'];
    if (DECLINED.test(input.payment.cardToken)) {
      throw new BusinessError('CardDeclined', 'the card issuer declined the charge');
    }
    if (amount > LIMIT) {
      throw new BusinessError('AmountOverLimit', `the amount ${amount} is above the limit of ${LIMIT} cents`);
    }
    const paymentId = `PAY-${saga.id}`;
    const { currency } = input.payment;
    return {
      result: { paymentId, amount, currency },
      effects: [
        {
          record: { type: 'charge', id: paymentId },
          set: { order: saga.id, amount, currency, status: 'CHARGED' },
          undo: { set: { status: 'REFUNDED' } },
        },
      ],
    };
  },
  'refund-payment': ({ saga, result: { paymentId, amount, currency }, at }) => ({
    effects: [
      { record: { type: 'refund', id: `REF-${saga.id}` }, set: { charge: paymentId, amount, currency, at } },
    ],
  }),
});
