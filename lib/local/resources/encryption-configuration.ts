import type { EncryptionConfiguration } from '../states';
import { number, object } from './read';

/** Source: AWS::StepFunctions::StateMachine EncryptionConfiguration. */
const REUSE_SECONDS = 300;

/** `EncryptionConfiguration` of a machine or an activity, as the API tells it. */
export const encryptionOf = (property: unknown): EncryptionConfiguration => {
  const { Type, KmsKeyId, KmsDataKeyReusePeriodSeconds } = object(property);
  if (KmsKeyId === undefined) return { type: 'AWS_OWNED_KEY' };
  return {
    type: String(Type ?? 'CUSTOMER_MANAGED_KMS_KEY'),
    kmsKeyId: String(KmsKeyId),
    kmsDataKeyReusePeriodSeconds: number(KmsDataKeyReusePeriodSeconds, REUSE_SECONDS),
  };
};
