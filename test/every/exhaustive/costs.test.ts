import { expectPathsOnEngine } from '../../cost/paths-on-engine';
import { expectPredictedTransitions } from '../../cost/predicted-transitions';
import { generated } from '../../generated/world';

describe.each(Object.keys(generated.sagas))('%s', (saga) => {
  test('predicted transitions are those of the engine', () => expectPredictedTransitions(generated, saga));

  test('its paths are executions of the engine', () => expectPathsOnEngine(generated, saga));
});
