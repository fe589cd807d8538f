export { type Clock, sleep, type Timer } from './clock';
export { Engine } from './engine';
export type { EngineOptions } from './engine-options';
export { EngineError, STATES_ERROR, StateFailure, TaskError } from './errors';
export { Execution, type ExecutionSummary, type MapRunPart } from './execution';
export type { ExecutionStatus } from './execution-status';
export type { EventDetails, FailureDetails, HistoryEvent } from './history';
export type { StartReference } from './identity';
export type { ServiceIntegration, TaskCall } from './integration';
export { type BaseTime, JumpingClock } from './jumping-clock';
export {
  type ChildExecution,
  isRedrivable,
  MapRun,
  type MapRunChild,
  type MapRunLimits,
  type MapRunStart,
  type MapRunStatus,
} from './map/map-run';
export type { ListedObject, MapStorage, ObjectLocation, Requester } from './map/storage';
export { exceedsTolerance } from './map/tolerance';
export { PAYLOAD_LIMIT_BYTES, Payload } from './payload';
export { RealClock } from './real-clock';
export { notRedrivable, type RedriveCandidate } from './redrive/eligibility';
export type { ChainPoint } from './redrive/point';
export { readPoint } from './redrive/read-point';
export { retryDelay, takes } from './retry';
export type { RedriveRequest, StartRequest } from './start-request';
export type { GroupTolerance, StateTest, TestStep } from './state-test';
export { type HeapEntry, TimerHeap } from './timer-heap';
