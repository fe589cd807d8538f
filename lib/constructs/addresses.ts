import type { Construct } from 'constructs';
import { SagaError } from '../saga';

/** As much of an e-mail address as a slip of the keyboard would break. */
const ADDRESS = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

/**
 * `-c alarms=someone@example.com`: e-mail addresses that the stage or the command line gives, several with commas between
 * them; none without it.
 * @throws SagaError with `code`
 */
export const addressesIn = (scope: Construct, context: string, code: string): readonly string[] => {
  const asked: unknown = scope.node.tryGetContext(context);
  if (asked === undefined) return [];
  const addresses = String(asked).split(',');
  const wrong = addresses.find((address) => !ADDRESS.test(address));
  if (wrong === undefined) return addresses;
  throw new SagaError(
    code,
    `${context} has '${wrong}': use -c ${context}=someone@example.com, several with commas between them`,
  );
};
