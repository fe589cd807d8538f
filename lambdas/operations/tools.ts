import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  clientSettings,
  documentClient,
  dynamoDbLedgerRemoval,
  dynamoDbLogRemoval,
  dynamoDbSagaLog,
  dynamoDbSweepCursor,
  env,
  type HasTime,
  isoTime,
  jsonLogger,
  lambdaInvoker,
  once,
  sfnOrchestrator,
  sqsQueue,
  systemClock,
  systemRandom,
} from '../../lib/runtime';
import type { MessageQueue, SagaDefinition } from '../../lib/saga';
import { SagaError } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import type { ErrorsTools, OperationTools } from './operation-tools';
import type { SweeperTools } from './sweep/sweep-tools';

export type { ErrorsTools, OperationTools } from './operation-tools';

/** A participant takes up to its timeout, and a cold start; the redriver has time for both. */
const INVOKE_MS = 20_000;

/** Sagas by name; a function serves the one that its environment names. */
type Sagas = Readonly<Record<string, SagaDefinition>>;

const definitionFromEnv = (known: Sagas): SagaDefinition => {
  const name = env('SAGA_NAME');
  const definition = known[name];
  if (!definition)
    throw new SagaError('UnknownSaga', `SAGA_NAME is '${name}', which lib/sagas does not have`);
  return definition;
};

const operationTools = (
  known: Sagas,
  hasTime: HasTime,
  sfn: SFNClient = new SFNClient(clientSettings()),
): OperationTools => ({
  definition: definitionFromEnv(known),
  clock: systemClock,
  now: () => isoTime(systemClock.now()),
  logger: jsonLogger,
  log: dynamoDbSagaLog(
    { client: documentClient(), clock: systemClock, random: systemRandom, hasTime },
    env('SAGA_LOG_TABLE'),
  ),
  orchestrator: sfnOrchestrator(sfn),
});

/** Tools of the functions on `saga-errors`: they may start unwind machines, and put messages back. */
const errorsTools = (known: Sagas, hasTime: HasTime, sfn?: SFNClient): Omit<ErrorsTools, 'invoke'> => ({
  ...operationTools(known, hasTime, sfn),
  random: systemRandom,
  errors: sqsQueue(new SQSClient(clientSettings()), env('QUEUE_URL')),
  stateMachineArn: env('STATE_MACHINE_ARN'),
  unwindMachineArn: env('UNWIND_MACHINE_ARN'),
});

/** An invocation of the operations retries its own conflicts as long as the function runs; its time-out bounds it. */
const always: HasTime = () => true;

export const redriveToolsOf = (known: Sagas) =>
  once(
    (): ErrorsTools => ({
      ...errorsTools(known, always),
      invoke: lambdaInvoker(
        // One attempt: redelivery is the retry here, and it waits longer than the SDK would.
        new LambdaClient(clientSettings({ maxAttempts: 1, requestTimeout: INVOKE_MS })),
        JSON.parse(env('PARTICIPANTS')) as Readonly<Record<string, string>>,
      ),
    }),
  );

export const redriveTools = redriveToolsOf(sagas);

/** @throws SagaError `UnknownParticipant`: one that no version of the definition has */
const tableOf = (ledgers: Readonly<Record<string, string>>, participant: string): string => {
  const table = ledgers[participant];
  if (table !== undefined) return table;
  throw new SagaError('UnknownParticipant', `LEDGERS has no table of participant '${participant}'`);
};

export const sweeperToolsOf = (known: Sagas) =>
  once((): SweeperTools => {
    // One attempt: the sweep paces its calls, and waits longer than the SDK would when they are too many.
    const tools = errorsTools(known, always, new SFNClient(clientSettings({ maxAttempts: 1 })));
    const { name } = tools.definition;
    const table = env('SAGA_LOG_TABLE');
    const ledgers = JSON.parse(env('LEDGERS')) as Readonly<Record<string, string>>;
    const writing = { client: documentClient(), clock: systemClock, random: systemRandom, hasTime: always };
    return {
      ...tools,
      logRemoval: dynamoDbLogRemoval(writing, table),
      ledgerRemovalOf: (participant) => dynamoDbLedgerRemoval(writing, tableOf(ledgers, participant)),
      cursor: dynamoDbSweepCursor(writing, table, name),
    };
  });

export const sweeperTools = sweeperToolsOf(sagas);

export interface StartFunctionTools extends OperationTools {
  readonly stateMachineArn: string;
  readonly deadLetters: MessageQueue;
}

export const startToolsOf = (known: Sagas) =>
  once(
    (): StartFunctionTools => ({
      ...operationTools(known, always),
      stateMachineArn: env('STATE_MACHINE_ARN'),
      deadLetters: sqsQueue(new SQSClient(clientSettings()), env('DEAD_LETTER_QUEUE_URL')),
    }),
  );

export const startTools = startToolsOf(sagas);
