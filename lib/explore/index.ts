export { edgesIn as machineEdgesOf } from './edges/edges';
export { edgesOfSaga } from './edges/edges-of-saga';
export type { Problem } from './judges/judge';
export { type Effect, type Effects, effectsProblem, pairByGraph, taskNames } from './machine/effects';
export { type MachineRunner, machineRunner } from './machine/machine-runner';
export type { MachineSubject } from './machine/run-machine';
export {
  explore,
  type Found,
  type KindCount,
  type Progress,
  type Runner,
  type SearchOptions,
  type Violation,
} from './search/explore';
export { type Limits, Mismatch } from './search/follow';
export { type RunResult, runSchedule } from './search/run-schedule';
export { runnerHere } from './search/runner-here';
export { type Choice, readSchedule, type Schedule, scheduleText } from './search/schedule';
export { Full, newStates, statesIn } from './search/states';
export { runStorm, type StormOptions } from './search/storm';
export { openPool, type Pool, type PoolOptions } from './threads/pool';
export { type DeployedSaga, serve, subjectOf } from './threads/serve';
export { CHAIRS, type MadeRules, madeFunctions } from './world/made-functions';
export type { FunctionOn, Invocation, Subject, Variation } from './world/world';
