export { Activities } from './activities';
export { childStart } from './child-start';
export { checkDefinition } from './definition-check';
export { Definitions } from './definitions';
export { ExecutionJournal, type OpenedJournal } from './execution-journal';
export {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionStart,
  type ExecutionStatus,
  type MachineReference,
  statusOf,
} from './execution-record';
export { Executions } from './executions';
export { ExpressExecutions } from './express-executions';
export type { EncryptionConfiguration, Route, StateMachine } from './machine';
export { MapRuns } from './map-runs';
export type { RunTest, StatesContext } from './operation';
export { checkRouting } from './routing';
export { StateMachines } from './state-machines';
export { statusEvent } from './status-event';
export { stepFunctionsService } from './step-functions-service';
export { declaredTags, Tags } from './tags';
export { makeAnswer } from './task-answers';
export type { ApiModels } from './test-state/response-shape';
