import { type LogFields, parseExecution } from '../../lib/runtime';
import { findStep, SAGA_ID } from '../../lib/saga';
import type { ErrorsMessage } from './messages';
import type { ErrorsTools } from './tools';

/** What every log line about a message in `saga-errors` says of it: its saga, and the command where it is about one. */
export const messageFields = (
  message: ErrorsMessage,
  { definition, unwindMachineArn }: Pick<ErrorsTools, 'definition' | 'unwindMachineArn'>,
): LogFields => {
  switch (message.kind) {
    case 'parked': {
      const { saga, step, phase, attempts } = message.parked;
      const { compensation } = findStep(definition, step) ?? {};
      const command = phase === 'action' ? step : compensation;
      return {
        sagaName: saga.name,
        sagaId: saga.id,
        step,
        phase,
        attempt: attempts,
        // A step of another version may be unknown here.
        command: command ?? 'unknown',
      };
    }
    case 'dead': {
      const { sagaId } = parseExecution(message.dead, unwindMachineArn);
      // Somebody may have started it by hand, under any name.
      return SAGA_ID.test(sagaId) ? { sagaName: definition.name, sagaId } : { sagaName: definition.name };
    }
    case 'malformed':
      return {};
  }
};
