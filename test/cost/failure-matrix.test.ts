import { project } from '../every/world';
import { expectPredictedTransitions } from './predicted-transitions';

test.each(Object.keys(project.sagas))('%s: predicted transitions are those of the engine', (saga) =>
  expectPredictedTransitions(project, saga));
