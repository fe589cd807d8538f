import { SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from './client-settings';
import { documentClient } from './dynamodb-client';
import { dynamoDbLedger } from './dynamodb-ledger';
import { dynamoDbSagaLog } from './dynamodb-saga-log';
import { env, optionalEnv } from './env';
import { jsonLogger } from './logger';
import { once } from './once';
import type { ParticipantPorts } from './participant-ports';
import { systemRandom } from './random';
import { systemClock } from './system-clock';
import { sfnTaskAnswers } from './task-answers';

/** DynamoDB and Step Functions, with tables from the environment; made once, with the first command. */
export const defaultParticipantPorts = once((): ParticipantPorts => {
  const client = documentClient();
  const tools = { client, clock: systemClock, random: systemRandom };
  const table = env('TABLE_NAME');
  const logTable = env('SAGA_LOG_TABLE');
  const ownTables = JSON.parse(optionalEnv('OWN_TABLES') ?? '{}') as Readonly<Record<string, string>>;
  return {
    clock: systemClock,
    logger: jsonLogger,
    random: systemRandom,
    ledger: (hasTime) => dynamoDbLedger({ ...tools, hasTime }, table, ownTables),
    log: (hasTime) => dynamoDbSagaLog({ ...tools, hasTime }, logTable),
    answers: sfnTaskAnswers(new SFNClient(clientSettings())),
    maxReceives: Number(optionalEnv('MAX_RECEIVE_COUNT') ?? 10),
  };
});
