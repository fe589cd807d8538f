import { answered, type FaultKind } from '../fault-kind';

/** Each is waited for inside the function, up to 0.8 s in real time: many would take minutes, and show nothing new. */
const MOST = 20;

/** The function runs, but DynamoDB cancels its transactions with `TransactionConflict`; each one cancelled is one time. */
export const conflict: FaultKind = {
  summary: 'a transaction of it is cancelled, as it meets another',
  most: MOST,
  strikes: 'when-spent',
  direct: async (attempt) => answered(await attempt.run({ conflict: attempt.spend })),
  queued: (attempt) => attempt.run({ conflict: attempt.spend }),
};
