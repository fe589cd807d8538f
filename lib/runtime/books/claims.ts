import {
  BusinessError,
  type Claim,
  isOver,
  type OnLocked,
  type SagaLog,
  type SagaRecord,
  type SagaReference,
  sagaKey,
  TransientError,
} from '../../saga';
import { recordText } from './identity';

/** Code of both errors of whoever meets a record that is claimed. */
export const LOCKED = 'Locked';

/**
 * Asks about the claims of other sagas. A claim is never released, because a release could be lost: one of a saga that is
 * over, or that nobody knows, means nothing.
 */
export interface Claims {
  /** @throws TransientError or BusinessError `Locked`, as `onLocked` has it, when another saga that is open claims it */
  check(record: SagaRecord | undefined, onLocked: OnLocked | undefined): Promise<void>;
}

export const openClaims = (
  log: Pick<SagaLog, 'status'>,
  saga: Pick<SagaReference, 'name' | 'id'>,
): Claims => {
  const asked = new Map<string, Promise<boolean>>();
  const isOpen = async ({ saga: claimant }: Claim): Promise<boolean> => {
    const slash = claimant.indexOf('/');
    const status = await log.status({ name: claimant.slice(0, slash), id: claimant.slice(slash + 1) });
    return status !== undefined && !isOver(status);
  };
  return {
    check: async (record, onLocked = 'pass') => {
      const claim = record?.pending;
      if (!record || !claim || onLocked === 'pass' || isOwn(claim, saga)) return;
      const open = asked.get(claim.saga) ?? isOpen(claim);
      asked.set(claim.saga, open);
      if (!(await open)) return;
      const message = `${recordText(record)} is claimed by ${claim.step} of saga ${claim.saga}, which is still open`;
      throw onLocked === 'wait' ? new TransientError(LOCKED, message) : new BusinessError(LOCKED, message);
    },
  };
};

export const isOwn = (claim: Claim | undefined, saga: Pick<SagaReference, 'name' | 'id'>): boolean =>
  claim?.saga === sagaKey(saga);
