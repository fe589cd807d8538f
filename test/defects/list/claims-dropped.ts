import type { Books, Ledger, SagaRecord } from '../../../lib/saga';
import type { Defect } from '../defect';

/** What a step wrote is not claimed: the next saga takes for final what may still be undone. */
export const claimsDropped: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return {
        ...ledger,
        commit: (key, { books, ...entry }) =>
          ledger.commit(key, { ...entry, ...(books ? { books: unclaimed(books) } : {}) }),
      };
    },
  }),
};

const unclaimed = (books: Books): Books => ({
  ...books,
  writes: books.writes.map(({ to, ...write }) => ({ ...write, to: to && withoutClaim(to) })),
});

const withoutClaim = ({ pending: _, ...record }: SagaRecord): SagaRecord => record as SagaRecord;
