export { type Clock, sleep, type Timer } from './clock';
export { Engine, type EngineOptions, type RedriveRequest, type StartRequest } from './engine';
export { EngineError, STATES_ERROR, StateFailure, TaskError } from './errors';
export { Execution, type ExecutionSummary, type MapRunPart } from './execution';
export type { ExecutionStatus } from './execution-status';
export type { EventDetails, FailureDetails, HistoryEvent } from './history';
export type { StartReference } from './identity';
export type { ServiceIntegration, TaskCall } from './integration';
export { type BaseTime, JumpingClock } from './jumping-clock';
export {
  type ChildExecution,
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
export { retryDelay, takes } from './retry';
export type { GroupTolerance, StateTest, TestStep } from './state-test';
