import { edgesOf } from '../../edges';
import type { StateChain } from '../../types';
import type { SagaCheck } from '../check';

/** A saga's machine never comes back to a state: retries are retriers, and a loop would have no bound. */
export const noLoop: SagaCheck = ({ states }) =>
  states.flatMap(({ name, scope }) =>
    reaches(scope.chain, name)
      ? [{ state: name, message: 'it leads back to itself: lead it on, and retry with a retrier' }]
      : [],
  );

const reaches = (chain: StateChain, start: string): boolean => {
  const seen = new Set<string>();
  const pending = successors(chain, start);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === start) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    pending.push(...successors(chain, name));
  }
  return false;
};

const successors = (chain: StateChain, name: string): string[] => {
  const state = chain.States[name];
  return state ? edgesOf(name, state).map((edge) => edge.to) : [];
};
