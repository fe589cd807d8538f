import type { SagaDefinition } from '../saga';
import { orderSaga } from './order';
import { travelSaga } from './travel';

export { OrderRequest, orderSaga } from './order';
export { TravelRequest, travelSaga } from './travel';

/** Every saga of this project, by name: what the CLI and the operations look up. */
export const sagas: Readonly<Record<string, SagaDefinition>> = { order: orderSaga, travel: travelSaga };
