import { expectPredictedTransitions } from '../cost/predicted-transitions';
import { project } from '../every/world';

test.each(Object.keys(project.sagas))('%s: predicted transitions are those of the engine', (saga) =>
  expectPredictedTransitions(project, saga));
