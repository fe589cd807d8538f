import { stateName } from './state-names';

/** The stage whose stacks have no stage in their names. */
const PLAIN_STAGE = 'dev';

/** The stack that holds a saga: `OrderSaga` in stage `dev`, `OrderSaga-prod` in stage `prod`. */
export const stackNameOf = (sagaName: string, stage: string): string =>
  `${stateName(sagaName)}Saga${stage === PLAIN_STAGE ? '' : `-${stage}`}`;
