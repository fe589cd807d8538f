import type { SagaDefinition } from '../saga';
import { orderSaga } from './order';

export { OrderRequest, orderSaga } from './order';

/** Every saga of this project, by name: what the CLI and the operations look up. */
export const sagas: Readonly<Record<string, SagaDefinition>> = { order: orderSaga as SagaDefinition };
