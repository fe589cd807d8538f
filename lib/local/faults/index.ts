export { type CommandNote, commandIn } from './command';
export { answered, type InvokeOutcome, type RecordOutcome } from './fault-kind';
export { FaultPlan, type Hit } from './fault-plan';
export { type FaultRule, parseFaultRule } from './fault-rule';
export { FunctionCalls, type FunctionCallsOptions, type QueuedCommand } from './function-calls';
export { FAULT_KIND_NAMES, type FaultKindName } from './kinds';
export { LateStarts } from './late-starts';
