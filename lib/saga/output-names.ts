import { stateName } from './state-names';

/** `payments` → `ParticipantPaymentsTable`: stack output by which clients find what a participant owns. */
export const participantOutput = (participant: string, what: 'Table' | 'Function'): string =>
  `Participant${stateName(participant)}${what}`;
