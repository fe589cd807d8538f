export { type Clock, sleep, type Timer } from './clock';
export { Engine, type EngineOptions, type StartRequest } from './engine';
export { EngineError, STATES_ERROR, StateFailure, TaskError } from './errors';
export { Execution, type ExecutionStatus, type ExecutionSummary } from './execution';
export type { EventDetails, FailureDetails, HistoryEvent } from './history';
export type { ServiceIntegration, TaskCall } from './integration';
export { type BaseTime, JumpingClock } from './jumping-clock';
export { PAYLOAD_LIMIT_BYTES } from './payload';
export { RealClock } from './real-clock';
