import { commandOf } from '../../command-of';
import type { SagaCheck } from '../check';

/** All that an undo or a fence needs: it works from the ledger. */
const FIELDS: readonly string[] = ['saga', 'step', 'failure'];

/** A compensation carries neither input nor results: nothing in it can be missing, too large or personal. */
export const leanCompensation: SagaCheck = ({ states }) =>
  states.flatMap(({ name, state }) => {
    const command = commandOf(state);
    if (command?.kind !== 'command' || command.phase === 'action') return [];
    const surplus = Object.keys(command.body).filter((field) => !FIELDS.includes(field));
    return surplus.length === 0
      ? []
      : [
          {
            state: name,
            message: `its ${command.phase} carries ${surplus.join(', ')}: send only ${FIELDS.join(', ')}`,
          },
        ];
  });
