import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../http';
import { sqsError } from './errors';
import { queueNameIn, type SqsOperation, text } from './operation';
import { moveEnds } from './queue-operations';

/** What a receiver may list: the ten latest tasks of a source. */
const KEPT = 10;

/**
 * StartMessageMoveTask and its list. A task is over when its start is answered: everything available is moved at once,
 * whatever the rate asked for. The list does not outlive the process.
 */
export const moveTaskOperations = (): Readonly<Record<string, SqsOperation>> => {
  const tasks = new Map<string, JsonObject[]>();
  return {
    StartMessageMoveTask: (call) => {
      const { source, destination, sourceArn, destinationArn } = moveEnds(call);
      const toMove = source.available();
      const moved = source.moveAll(
        ({ deadLetterSource }) => destination ?? call.queues.find(queueNameIn(deadLetterSource ?? '')),
      );
      const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64');
      const task: JsonObject = {
        Status: 'COMPLETED',
        SourceArn: sourceArn,
        ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: toMove,
        StartedTimestamp: Math.floor(call.queues.clock.now()),
      };
      tasks.set(sourceArn, [task, ...(tasks.get(sourceArn) ?? [])].slice(0, KEPT));
      return { TaskHandle: handle };
    },
    ListMessageMoveTasks: (call) => {
      const most = (call.input.MaxResults as number | undefined) ?? 1;
      return { Results: (tasks.get(text(call.input, 'SourceArn')) ?? []).slice(0, most) };
    },
    CancelMessageMoveTask: () => {
      throw sqsError('ResourceNotFoundException', 'The task is not running: tasks are over at once here.');
    },
  };
};
