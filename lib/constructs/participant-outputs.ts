import { participantOutput } from '../saga';
import type { ParticipantFunction } from './participant-function';

/** Stack outputs by which clients find a participant's table and function: name → value. */
export const participantOutputs = (
  name: string,
  participant: ParticipantFunction,
): Readonly<Record<string, string>> => ({
  [participantOutput(name, 'Table')]: participant.table.tableName,
  [participantOutput(name, 'Function')]: participant.function.functionName,
});
