import { answered, type FaultKind } from '../fault-kind';

/** The function runs, but DynamoDB cancels its transactions with `TransactionConflict`; each one cancelled is one time. */
export const conflict: FaultKind = {
  times: 1,
  spends: 'own',
  direct: async (attempt) => answered(await attempt.run({ conflict: attempt.spend })),
  queued: (attempt) => attempt.run({ conflict: attempt.spend }),
};
