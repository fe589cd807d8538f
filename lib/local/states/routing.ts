import { ServiceError } from '../http';
import { machineOf } from './arn';
import type { Route } from './machine';

const refused = (message: string): ServiceError => new ServiceError('ValidationException', message);

/**
 * Holds a routing configuration against the versions there are.
 * @throws ServiceError `ValidationException`. Source of the sentences: recorded answers, except the one on two machines.
 */
export const checkRouting = (routes: readonly Route[], isVersion: (arn: string) => boolean): void => {
  const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const received = `Received: [${arns.join(', ')}]`;
  if (new Set(arns).size < arns.length) {
    throw refused(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  }
  const weights = routes.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw refused(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
  }
  if (!arns.every(isVersion)) {
    throw refused(`Routing configuration must contain state machine version ARNs. ${received}`);
  }
  if (new Set(arns.map((arn) => machineOf(arn).machineArn)).size > 1) {
    throw refused(`Routing configuration must contain versions of one state machine. ${received}`);
  }
};

/** The version that the next execution takes. `chance` is from 0 up to, not including, 1. */
export const routeBy = (routes: readonly Route[], chance: number): string => {
  let left = chance * 100;
  const taken = routes.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return ((taken ?? routes.at(-1)) as Route).stateMachineVersionArn;
};
