import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';

/** Highest amount that is charged without a person looking at it, in cents. */
const LIMIT = 1_000_000;
/** Tokens that the payment provider's test mode declines. */
const DECLINED = /^tok_declined/;

/** Charges the order's total. */
export const handler = participant(orderSaga, 'payments', {
  'process-payment': ({ saga, input, results }) => {
    const { total } = results['place-order'];
    if (DECLINED.test(input.payment.cardToken)) {
      throw new BusinessError('CardDeclined', 'the card issuer declined the charge');
    }
    if (total > LIMIT) {
      throw new BusinessError('AmountOverLimit', `the amount ${total} is above the limit of ${LIMIT} cents`);
    }
    return { result: { paymentId: `PAY-${saga.id}`, amount: total, currency: input.payment.currency } };
  },
  'refund-payment': undoFromLedger,
});
