import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib/core';
import { isEmulated, queueWithDeadLetters, type Saga, SagaOutbox } from '../constructs';
import { HEARD_UNDONE, isOver, SAGA_STATUSES, statusTopic } from '../saga';

/** How long a reader of the example queue may work on a message. */
const VISIBILITY = Duration.minutes(1);
const MAX_RECEIVE_COUNT = 10;

/** What the bus says of a saga that is over. */
const ENDS = SAGA_STATUSES.filter(isOver).map((status) => statusTopic(status) ?? status);

export interface Outbox {
  readonly outbox: SagaOutbox;
  /** Of its subscribers in this stack. */
  readonly deadLetters: readonly IQueue[];
}

/**
 * The bus of a saga, and one example subscriber: a queue of sagas that ended, for whoever reports on them. Others
 * subscribe the same way, without this stack knowing them.
 */
export const addOutbox = (stack: Stack, saga: Saga): Outbox | undefined => {
  // Emulators have no pipes.
  if (isEmulated(stack)) return undefined;
  const { name } = saga.definition;
  const outbox = new SagaOutbox(stack, 'Outbox', { sagaName: name, logTable: saga.logTable });
  const ended = queueWithDeadLetters(stack, 'Ended', {
    visibilityTimeout: VISIBILITY,
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
  new Rule(stack, 'EndedRule', {
    description: `Sagas ${name} that ended`,
    eventBus: outbox.bus,
    eventPattern: { source: [outbox.source], detailType: ENDS },
    targets: [new SqsQueue(ended.queue, { deadLetterQueue: ended.deadLetters })],
  });
  const undone = tellUndone(stack, saga, outbox);
  new CfnOutput(stack, 'EventBusName', { value: outbox.bus.eventBusName });
  new CfnOutput(stack, 'EndedQueueUrl', { value: ended.queue.queueUrl });
  return { outbox, deadLetters: [ended.deadLetters, ...(undone ? [undone] : [])] };
};

/** The participant that hears of a saga that was undone; what it cannot take is set aside. */
const tellUndone = (
  stack: Stack,
  { definition, participants }: Saga,
  outbox: SagaOutbox,
): IQueue | undefined => {
  const hearer = definition.whenUndone === undefined ? undefined : participants[definition.whenUndone];
  if (!hearer) return undefined;
  const { queue, deadLetters } = hearer.hearUndone();
  new Rule(stack, 'UndoneRule', {
    description: `Sagas ${definition.name} that were undone`,
    eventBus: outbox.bus,
    eventPattern: {
      source: [outbox.source],
      detailType: HEARD_UNDONE.map((status) => statusTopic(status) ?? status),
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  });
  return deadLetters;
};
