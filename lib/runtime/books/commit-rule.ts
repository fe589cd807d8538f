import type { CommitOutcome, Effect } from '../../saga';
import type { Work } from '../participant-ports';
import { backOff } from '../transact';
import { checkLedgerItem } from './check-ledger-item';
import { openClaims } from './claims';
import { openRecords, type Records } from './open-records';
import { type Author, planEffects } from './plan-effects';

/** What a rule has decided: its result has been checked. */
export interface Ruling {
  readonly result: unknown;
  readonly effects?: readonly Effect[];
  readonly exhausted?: string;
}

export interface RuleCommitted extends Pick<Ruling, 'result' | 'exhausted'> {
  readonly outcome: Exclude<CommitOutcome, { readonly kind: 'changed' }>;
  /** Codes of refused writes, by their place. */
  readonly codes: readonly (string | undefined)[];
}

/**
 * Asks the rule, and writes what it decides with the ledger item; asks again as long as what it looked at has changed
 * before that was written.
 * @throws TransientError `Contention` when there is no time left, and what the rule and its effects throw
 */
export const commitRule = async (
  author: Author,
  work: Work,
  ask: (records: Records) => Promise<Ruling>,
): Promise<RuleCommitted> => (await commitIfRuled(author, work, ask)) as RuleCommitted;

/** The same for a rule that may have nothing to say: then nothing is written. */
export const commitIfRuled = async (
  author: Author,
  work: Work,
  ask: (records: Records) => Promise<Ruling | undefined>,
): Promise<RuleCommitted | undefined> => {
  const { ledger, log } = work;
  const claims = openClaims(log, author.saga);
  for (let attempt = 0; ; attempt++) {
    const open = openRecords(ledger, claims);
    const ruling = await ask(open.records);
    if (!ruling) return undefined;
    const { result, effects = [], exhausted } = ruling;
    const { codes, ...planned } = await planEffects(author, open, claims, effects);
    checkLedgerItem(author.step, { key: author.key, result, ...planned });
    const outcome = await ledger.commit(author.key, { result, ...planned });
    if (outcome.kind !== 'changed') {
      return { outcome, result, codes, ...(exhausted === undefined ? {} : { exhausted }) };
    }
    await backOff(work, attempt, `what ${author.step} looked at kept changing`);
  }
};
