import { type PeekedMessage, redriveAll } from '../../../lib/operations';
import { parkedMessage } from '../../../lib/runtime';
import { deadEvent } from '../../lambdas/support/operations-bench';
import { MemoryOperations } from '../../operations/support/memory-operations';
import { tripSaga } from '../../runtime/support/sagas';
import type { Hunt, Place } from '../hunt';

const error = { error: 'Sandbox.Timedout', cause: '' };

/** A step that was given up past the pivot, and an execution that nobody could finish. */
const bodies = {
  step: (world: MemoryOperations) => parkedMessage(world.reference('s-1'), 'tell', 'action', error),
  execution: () => deadEvent('s-1'),
};

/** An operator sends a dead letter again while `saga-errors` takes nothing. */
const lettersOf =
  (about: keyof typeof bodies): Place =>
  async (defect) => {
    const world = new MemoryOperations(tripSaga);
    await world.logged('s-1', [
      { type: 'StepSucceeded', step: 'book' },
      { type: 'StepSucceeded', step: 'pay' },
      { type: 'StepStarted', step: 'tell' },
      ...(about === 'step' ? [{ type: 'StepParked' as const, step: 'tell', runner: 'redrive', error }] : []),
    ]);
    const letter: PeekedMessage = { messageId: 'm1', body: bodies[about](world), receiveCount: 40 };
    world.deadLetters = [letter];
    const send = async (): Promise<void> => {
      throw new Error('the queue is away');
    };
    const ports = { ...world.ports, errors: { send } };
    const used = defect.operations?.(ports) ?? ports;
    await redriveAll(used, { queue: true }).then(
      () => Promise.reject(new Error('nobody noticed that the queue is away')),
      () => undefined,
    );
    return [
      ...(world.deadLetters.includes(letter)
        ? []
        : [`the letter about the ${about} is gone, and was not sent`]),
    ];
  };

export const unsentLetters = {
  step: () => [lettersOf('step')],
  execution: () => [lettersOf('execution')],
} satisfies Record<keyof typeof bodies, Hunt>;
