import { type JsonObject, ServiceError } from '../http';
import {
  type EncryptionConfiguration,
  type LoggingConfiguration,
  NO_LOGGING,
  type StateMachine,
} from './machine';

/** Source of the sentence: recorded answers of CreateStateMachine. */
const oneDestination = (): ServiceError =>
  new ServiceError(
    'InvalidLoggingConfiguration',
    'Invalid Logging Configuration: Must specify exactly one Log Destination.',
  );

const loggingOf = (given: JsonObject): LoggingConfiguration => {
  const { level = NO_LOGGING.level, includeExecutionData = false, destinations } = given;
  const count = (destinations as readonly unknown[] | undefined)?.length ?? 0;
  if (count > 1 || (level !== NO_LOGGING.level && count === 0)) throw oneDestination();
  return {
    level: level as string,
    includeExecutionData: includeExecutionData as boolean,
    ...(destinations === undefined ? {} : { destinations: destinations as readonly JsonObject[] }),
  };
};

/** How long a data key is reused when nothing is said, in seconds. Source: API reference, EncryptionConfiguration. */
const REUSE_SECONDS = 300;

const encryptionOf = (given: JsonObject): EncryptionConfiguration => {
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds = REUSE_SECONDS } = given;
  const own = type === 'CUSTOMER_MANAGED_KMS_KEY';
  if (own !== (kmsKeyId !== undefined)) {
    const rule = own ? 'needs a kmsKeyId' : 'takes no kmsKeyId';
    throw new ServiceError(
      'InvalidEncryptionConfiguration',
      `Invalid Encryption Configuration: type ${String(type)} ${rule}`,
    );
  }
  if (!own) return { type: String(type) };
  return {
    type: String(type),
    kmsKeyId: String(kmsKeyId),
    kmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds as number,
  };
};

/** What an input says of logging, tracing and encryption; undefined where it says nothing. */
export const configurationIn = (
  input: JsonObject,
): Pick<StateMachine, 'loggingConfiguration' | 'tracingConfiguration' | 'encryptionConfiguration'> => {
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input as Record<
    string,
    JsonObject | undefined
  >;
  return {
    ...(loggingConfiguration ? { loggingConfiguration: loggingOf(loggingConfiguration) } : {}),
    ...(tracingConfiguration
      ? { tracingConfiguration: { enabled: tracingConfiguration.enabled === true } }
      : {}),
    ...(encryptionConfiguration ? { encryptionConfiguration: encryptionOf(encryptionConfiguration) } : {}),
  };
};
