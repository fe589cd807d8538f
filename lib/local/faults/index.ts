export { type CommandNote, commandIn } from './command';
export { answered, type InvokeOutcome, type RecordOutcome } from './fault-kind';
export { DEFAULT_TIMES, FaultPlan, type FaultReport, type Hit } from './fault-plan';
export { type FaultRule, parseFaultRule } from './fault-rule';
export { FunctionCalls, type FunctionCallsOptions, type QueuedCommand } from './function-calls';
export { FAULT_KIND_NAMES, FAULT_KINDS, type FaultKindName } from './kinds';
export { LateStarts } from './late-starts';
