import type { TaskCall } from '../../engine';
import { TaskError } from '../../engine';
import type { GuardedCall } from '../guard';
import type { JsonObject } from '../http';
import { argumentsOf, type Integration, withTexts } from './integration';
import { toCamelCase, toPascalCase } from './member-names';
import { requestResponse, withMetadata } from './request-response';
import type { ServiceApis } from './service-api';
import type { ErrorNames } from './task-errors';
import { timesInMillis } from './timestamps';

export interface NestedExecutions {
  readonly apis: ServiceApis;
  readonly errors: ErrorNames;
  /** Resolves when the execution has ended. */
  readonly ended: (executionArn: string) => Promise<void>;
  /** @throws ServiceError when the machine's role may not make the call */
  readonly demand: (call: TaskCall, asked: GuardedCall) => void;
}

const service = 'states';

/** The rule by which Step Functions hears of the end of nested executions. */
const MANAGED_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/** An input that is no text is sent as JSON; none is an empty object. */
const inputOf = (input: JsonObject): JsonObject =>
  toCamelCase(withTexts({ ...input, Input: input.Input ?? {} }, ['Input']));

const shown = (answer: JsonObject): JsonObject => timesInMillis(toPascalCase(answer));

/** `arn:aws:states:::states:startExecution`: starts it and does not wait. */
export const startExecution = ({ apis, errors }: NestedExecutions): Integration =>
  requestResponse(apis, {
    service,
    operation: 'StartExecution',
    errors,
    input: inputOf,
    result: (answer) => withMetadata(shown(answer)),
  });

/** How the data of a nested execution is handed on: as text, or as what the text says. */
export type NestedData = (text: unknown) => unknown;

export const asGiven: NestedData = (text) => text;

export const asJson: NestedData = (text) => (typeof text === 'string' ? (JSON.parse(text) as unknown) : text);

const withData = (description: JsonObject, data: NestedData): JsonObject => ({
  ...description,
  Input: data(description.Input),
  ...(description.Output === undefined ? {} : { Output: data(description.Output) }),
});

/**
 * `startExecution.sync` (data as text) and `.sync:2` (as JSON): waits for its end. One that does not succeed fails the
 * Task with its description as the cause; a Task that is cut off stops it.
 */
export const startExecutionSync = (nested: NestedExecutions, data: NestedData): Integration => {
  const { apis, demand, ended } = nested;
  return {
    ...startExecution(nested),
    managedRule: MANAGED_RULE,
    run: async (call) => {
      const { signal } = call;
      const started = await apis.call(service, 'StartExecution', inputOf(argumentsOf(call)), signal);
      call.submitted(withMetadata(shown(started)));
      const executionArn = String(started.executionArn);
      stopWhenCutOff(nested, call, executionArn);
      await ended(executionArn);
      const asked = { service, operation: 'DescribeExecution', input: { executionArn } };
      demand(call, asked);
      const answer = await apis.call(service, asked.operation, asked.input, signal);
      const description = withData(shown(answer), data);
      if (description.Status === 'SUCCEEDED') return description;
      throw new TaskError('States.TaskFailed', JSON.stringify(description));
    },
  };
};

/** A right that is missing, or an end that came first, leaves the nested execution as it is. */
const stopWhenCutOff = ({ apis, demand }: NestedExecutions, call: TaskCall, executionArn: string): void => {
  const stop = async (): Promise<void> => {
    const asked = { service, operation: 'StopExecution', input: { executionArn } };
    demand(call, asked);
    await apis.call(service, asked.operation, asked.input, new AbortController().signal);
  };
  const onAbort = (): void => void stop().catch(() => undefined);
  if (call.signal.aborted) onAbort();
  else call.signal.addEventListener('abort', onAbort, { once: true });
};
