import type { Execution } from '../../engine';
import type { JsonObject } from '../http';
import { typeNotSupported } from './execution-operations';
import { type Operation, optionalText, seconds } from './operation';

/** Duration and memory are billed in steps of these sizes. Source: Step Functions pricing, "Express Workflows". */
const BILLED_MS = 100;
const BILLED_MB = 64;
/** What every execution of an Express workflow needs, beside its data. Source: the same, its example. */
const BASE_MB = 50;
const MB = 1024 * 1024;

const upTo = (value: number, step: number): number => Math.max(1, Math.ceil(value / step)) * step;

/** What the execution comes to on the bill: its time, and the memory that its definition and its data take. */
const billingOf = (definition: string, { startDate, stopDate, history }: Execution): JsonObject => {
  const took = (stopDate ?? startDate).getTime() - startDate.getTime();
  const bytes = Buffer.byteLength(definition) + Buffer.byteLength(JSON.stringify(history));
  return {
    billedDurationInMilliseconds: upTo(took, BILLED_MS),
    billedMemoryUsedInMB: upTo(BASE_MB + bytes / MB, BILLED_MB),
  };
};

const INCLUDED = { included: true };

/** Waits for the end without holding the clock; a failure is an answer, and no error. */
const startSyncExecution: Operation = async ({ machines, express, newId }, input, call) => {
  const { machine, reference } = machines.route(input.stateMachineArn as string);
  if (machine.type !== 'EXPRESS') throw typeNotSupported();
  const name = optionalText(input.name) ?? newId();
  const started = express.start(machine, reference, name, optionalText(input.input) ?? '{}');
  const ended = await call.idle(started.done);
  const withData = input.includedData !== 'METADATA_ONLY';
  const { output, error, cause } = ended;
  return {
    executionArn: started.executionArn,
    stateMachineArn: reference.stateMachineArn,
    name,
    startDate: seconds(started.startDate),
    stopDate: seconds((ended.stopDate ?? ended.startDate).getTime()),
    status: ended.status,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(withData ? { input: started.input, inputDetails: INCLUDED } : {}),
    ...(withData && output !== undefined ? { output, outputDetails: INCLUDED } : {}),
    ...(input.traceHeader === undefined ? {} : { traceHeader: input.traceHeader }),
    billingDetails: billingOf(machine.definition, ended),
  };
};

export const SYNC_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartSyncExecution: startSyncExecution,
};
