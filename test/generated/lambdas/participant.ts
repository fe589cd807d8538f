import { env } from '../../../lib/runtime';
import type { SagaDefinition } from '../../../lib/saga';
import { handlerOf } from '../handlers';
import { generatedSagas } from '../sagas';

/** Any participant of any generated saga. */
export const handler = handlerOf(generatedSagas[env('SAGA_NAME')] as SagaDefinition, env('PARTICIPANT'));
