import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionStatus, Orchestrator } from '../saga';

/** ARN of an execution by the machine (or its alias or version) and its name. */
export const executionArn = (machineArn: string, name: string): string => {
  const [arn, partition, service, region, account, , machine] = machineArn.split(':');
  return [arn, partition, service, region, account, 'execution', machine, name].join(':');
};

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** The Step Functions API as a port. */
export const sfnOrchestrator = (client: SFNClient): Orchestrator => ({
  start: async (stateMachineArn, name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      return 'started';
    } catch (error) {
      if (named(error, 'ExecutionAlreadyExists')) return 'exists';
      throw error;
    }
  },
  describe: async (arn) => {
    try {
      const found = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
      return {
        arn,
        status: found.status as ExecutionStatus,
        ...(found.startDate ? { startTime: found.startDate.toISOString() } : {}),
        ...(found.input === undefined ? {} : { input: found.input }),
        ...(found.error === undefined ? {} : { error: found.error }),
        ...(found.cause === undefined ? {} : { cause: found.cause }),
      };
    } catch (error) {
      if (named(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  },
  stop: async (arn, error, cause) => {
    try {
      await client.send(new StopExecutionCommand({ executionArn: arn, error, cause }));
    } catch (failure) {
      if (!named(failure, 'ExecutionDoesNotExist')) throw failure;
    }
  },
  statesEntered: async function* (arn) {
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({
          executionArn: arn,
          reverseOrder: true,
          includeExecutionData: false,
          ...(nextToken ? { nextToken } : {}),
        }),
      );
      for (const event of page.events ?? []) {
        const name = event.stateEnteredEventDetails?.name;
        if (name) yield name;
      }
      nextToken = page.nextToken;
    } while (nextToken);
  },
});
