export { Definitions } from './definitions';
export { ExecutionJournal, type OpenedJournal } from './execution-journal';
export {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionStart,
  type ExecutionStatus,
  statusOf,
} from './execution-record';
export { Executions } from './executions';
export type { StatesContext } from './operation';
export { type StateMachine, StateMachines } from './state-machines';
export { statusEvent } from './status-event';
export { stepFunctionsService } from './step-functions-service';
export { makeAnswer } from './task-answers';
