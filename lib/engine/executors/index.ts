import type { State, StateType } from '../../asl';
import type { Preparation, StateRunner } from '../node';
import { prepareChoice } from './choice';
import { prepareFail } from './fail';
import { prepareMap } from './map';
import { prepareParallel } from './parallel';
import { preparePass } from './pass';
import { prepareSucceed } from './succeed';
import { prepareTask } from './task';
import { prepareWait } from './wait';

type Executors = {
  readonly [T in StateType]: (state: Extract<State, { Type: T }>, preparation: Preparation) => StateRunner;
};

/** Who runs a state of which type. A new type is a new file and one line here. */
const EXECUTORS: Executors = {
  Choice: prepareChoice,
  Fail: prepareFail,
  Map: prepareMap,
  Parallel: prepareParallel,
  Pass: preparePass,
  Succeed: prepareSucceed,
  Task: prepareTask,
  Wait: prepareWait,
};

export const prepareState = (state: State, preparation: Preparation): StateRunner => {
  const prepare = EXECUTORS[state.Type] as (state: State, preparation: Preparation) => StateRunner;
  return prepare(state, preparation);
};
