import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { catalog } from './catalog';

/** Takes the ordered pieces from stock: all of them, or none. */
export const handler = participant(orderSaga, 'inventory', {
  'remove-product-from-stock': ({ input }) => ({
    result: { products: input.items.map(({ productId, quantity }) => ({ productId, quantity })) },
    effects: input.items.map(({ productId, quantity }) => ({
      counter: `stock/${productId}`,
      take: quantity,
      capacity: stocked(productId),
    })),
    exhausted: 'OutOfStock',
  }),
  'restore-stock': undoFromLedger,
});

const stocked = (productId: string): number => {
  const pieces = Object.hasOwn(catalog, productId) ? catalog[productId] : undefined;
  if (pieces === undefined) throw new BusinessError('UnknownProduct', `there is no product ${productId}`);
  return pieces;
};
