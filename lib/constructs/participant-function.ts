import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FUNCTION_TIMEOUT_SECONDS, type RecordType, SagaError } from '../saga';
import { consumeQueue } from './consume-queue';
import { grantOwnTables, type OwnTables, ownTablesEnvironment } from './own-tables';
import { ParticipantTable } from './participant-table';
import { sagaFunction, visibilityFor } from './saga-function';
import type { SagaLogTable } from './saga-log-table';
import { type QueuePair, queueWithDeadLetters } from './secure-queue';

/** Throttled deliveries count as receives, so fewer would turn load into dead letters. */
const MAX_RECEIVE_COUNT = 12;
/** Nobody waits for it: what is down may come up again. */
const MAX_UNDONE_RECEIVES = 20;
/** Messages of one batch are worked on within one invocation's timeout. */
const BATCH_SIZE = 5;
/** Consumers at a time; a burst waits in the queue instead of exhausting the account's concurrency. */
const MAX_CONCURRENCY = 10;

export interface ParticipantFunctionProps {
  /** A bundle with `index.mjs` that exports `handler`, made by `participant()`. */
  readonly code: Code;
  /** Settings of the handler's own. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The records that it keeps, as the definition has them for it: `definition.records.payments`. @default - none */
  readonly records?: Readonly<Record<string, RecordType>>;
  /** Further tables that its handlers write to, by the names that the definition has for them. @default - none */
  readonly tables?: OwnTables;
}

/**
 * A service that takes part in sagas: one function for all its commands, and a table that only this function writes
 * to. The saga it joins gives it the log, and a queue when one of its steps asks for it.
 */
export class ParticipantFunction extends Construct {
  readonly function: LambdaFunction;
  readonly table: ParticipantTable;
  readonly records: Readonly<Record<string, RecordType>>;
  readonly tables: OwnTables;
  #undone: QueuePair | undefined;
  #logTable: SagaLogTable | undefined;
  #commands: QueuePair | undefined;

  constructor(scope: Construct, id: string, props: ParticipantFunctionProps) {
    super(scope, id);
    this.records = props.records ?? {};
    this.tables = props.tables ?? {};
    this.table = new ParticipantTable(this, 'Ledger', { records: this.records });
    this.function = sagaFunction(this, 'Function', {
      description: `Saga participant ${id}`,
      code: props.code,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      environment: {
        ...props.environment,
        ...republished(this),
        ...ownTablesEnvironment(this.tables),
        TABLE_NAME: this.table.tableName,
      },
    });
    this.table.grantLedger(this.function);
    grantOwnTables(this.function, this.tables);
  }

  /** The function as it is deployed now, for good: a version that the next deployment neither changes nor deletes. */
  get versionArn(): string {
    return this.function.currentVersion.functionArn;
  }

  /** The queue it takes commands from, once a saga has asked for it. */
  get commands(): QueuePair | undefined {
    return this.#commands;
  }

  /**
   * Lets the function write to the saga's log. Called by the saga.
   * @throws SagaError `ParticipantTaken`: it already writes to another log.
   */
  join(logTable: SagaLogTable): void {
    if (this.#logTable === logTable) return;
    if (this.#logTable !== undefined) {
      throw new SagaError(
        'ParticipantTaken',
        `participant '${this.node.path}' already writes to '${this.#logTable.node.path}': ` +
          'give both sagas the same `logTable`, or each a participant of its own',
      );
    }
    this.#logTable = logTable;
    this.function.addEnvironment('SAGA_LOG_TABLE', logTable.tableName);
    logTable.grantAppend(this.function);
  }

  /** Gives the participant a queue of sagas that were undone, for its `when-undone`. Whoever knows of them sends there. */
  hearUndone(): QueuePair {
    this.#undone ??= this.consumed('Undone', MAX_UNDONE_RECEIVES);
    return this.#undone;
  }

  /** Gives the participant a queue for commands that are answered with a task token. Called by the saga. */
  listen(): QueuePair {
    if (this.#commands) return this.#commands;
    this.#commands = this.consumed('Commands', MAX_RECEIVE_COUNT);
    this.function.addEnvironment('MAX_RECEIVE_COUNT', String(MAX_RECEIVE_COUNT));
    return this.#commands;
  }

  private consumed(id: string, maxReceiveCount: number): QueuePair {
    const pair = queueWithDeadLetters(this, id, {
      visibilityTimeout: visibilityFor(Duration.seconds(FUNCTION_TIMEOUT_SECONDS)),
      maxReceiveCount,
    });
    consumeQueue(this.function, pair.queue, { batchSize: BATCH_SIZE, maxConcurrency: MAX_CONCURRENCY });
    return pair;
  }
}

/**
 * `-c republish=TEXT`: the way out of an update that was rolled back. The versions it published are kept, because
 * executions may stand on them; but Lambda publishes no second version of a function that has not changed since, and
 * CloudFormation takes that for a failure (aws-cdk#28252). A text that is new makes functions, and so versions, that are.
 */
const republished = (scope: Construct): Readonly<Record<string, string>> => {
  const text: unknown = scope.node.tryGetContext('republish');
  return text === undefined ? {} : { REPUBLISHED: String(text) };
};
