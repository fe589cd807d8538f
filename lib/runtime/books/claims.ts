import {
  BusinessError,
  type Claim,
  isOver,
  type OnLocked,
  recordKey,
  type SagaLog,
  type SagaRecord,
  type SagaReference,
  sagaKey,
  sagaOfKey,
  TransientError,
} from '../../saga';

/** Code of both errors of whoever meets a record that is claimed. */
export const LOCKED = 'Locked';

/**
 * Whether a claim means anything. It is never released, because a release could be lost: that of a saga which is over, or
 * which nobody knows, does not.
 */
export const claimsStill = async (
  log: Pick<SagaLog, 'status'>,
  claimant: Claim['saga'],
): Promise<boolean> => {
  const status = await log.status(sagaOfKey(claimant));
  return status !== undefined && !isOver(status);
};

/** Asks about the claims of other sagas, once about each. */
export interface Claims {
  /** @throws TransientError or BusinessError `Locked`, as `onLocked` has it, when another saga that is open claims it */
  check(record: SagaRecord | undefined, onLocked: OnLocked | undefined): Promise<void>;
}

export const openClaims = (
  log: Pick<SagaLog, 'status'>,
  saga: Pick<SagaReference, 'name' | 'id'>,
): Claims => {
  const asked = new Map<string, Promise<boolean>>();
  return {
    check: async (record, onLocked = 'pass') => {
      const claim = record?.pending;
      if (!record || !claim || onLocked === 'pass' || isOwn(claim, saga)) return;
      const open = asked.get(claim.saga) ?? claimsStill(log, claim.saga);
      asked.set(claim.saga, open);
      if (!(await open)) return;
      const message = `${recordKey(record)} is claimed by ${claim.step} of saga ${claim.saga}, which is still open`;
      throw onLocked === 'wait' ? new TransientError(LOCKED, message) : new BusinessError(LOCKED, message);
    },
  };
};

export const isOwn = (claim: Claim | undefined, saga: Pick<SagaReference, 'name' | 'id'>): boolean =>
  claim?.saga === sagaKey(saga);
