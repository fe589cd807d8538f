export type { CallCount, CallKey, CallOrigin } from './call-counter';
export { accessIn, missingAccessIn, type TemplateAccess } from './check-access';
export type { EmbeddedStack, FaultNote, NotRun } from './embedded-stack';
export {
  DEFAULT_TIMES,
  FAULT_KIND_NAMES,
  FAULT_KINDS,
  type FaultKindName,
  type FaultReport,
  type FaultRule,
  parseFaultRule,
} from './faults';
export {
  type AccessDenial,
  type AccessRequest,
  type Decision,
  evaluate,
  type Principal,
  readPolicy,
  type StatementUse,
} from './iam';
export type { FunctionUsage, InvocationResult, LogLine } from './lambda';
export type { Delivery, FunctionCall, Mishaps } from './mishaps';
export type { StackOptions } from './options';
export { personaKey } from './personas';
export type { QueuedMessage } from './queues';
export type { UnmetNeed } from './resources';
export type { Mail } from './sns';
export { startStack } from './start-stack';
export { type ExecutionRecord, type ExecutionStatus, statusOf } from './states';
export { loadAssembly, type Template, type TemplateSource } from './template';
