import { expectPredictedTransitions } from '../../cost/predicted-transitions';
import { generated } from '../../generated/world';

test.each(Object.keys(generated.sagas))('%s: predicted transitions are those of the engine', (saga) =>
  expectPredictedTransitions(generated, saga));
