import type { Check } from './check';
import { type Diagnostic, problem } from './diagnostic';
import { isStateOf, missingTarget, targetsOf } from './transition-targets';
import type { ChainNode, StateNode } from './tree';

/**
 * The machine has a state that ends it, and every state can be reached. Without an end, AWS says nothing of reaching;
 * and it asks for an end only in the machine itself, not in a branch. Source: seen on AWS.
 */
export const reachable: Check = ({ chains }) =>
  chains.flatMap((chain) => {
    if (chain.states.length === 0) return [];
    return chain.owner || chain.states.some(isEnd) ? unreachable(chain) : [WITHOUT_END];
  });

const WITHOUT_END = problem(
  'MISSING_END_STATE',
  undefined,
  'Workflow has no terminal state',
  'give one state "End": true, or lead to a Succeed or Fail',
);

const isEnd = ({ type, fields }: StateNode): boolean =>
  type === 'Succeed' || type === 'Fail' || fields.End === true;

const unreachable = (chain: ChainNode): readonly Diagnostic[] => {
  const { StartAt } = chain.fields;
  if (typeof StartAt !== 'string') return [];
  if (!isStateOf(chain, StartAt)) return [missingTarget(chain, StartAt, `${chain.location}/StartAt`)];
  const byName = new Map(chain.states.map((state) => [state.name, state]));
  const reached = new Set([StartAt]);
  for (const name of reached) {
    const state = byName.get(name);
    for (const [target] of state ? targetsOf(state) : []) reached.add(target);
  }
  return chain.states
    .filter(({ name }) => !reached.has(name))
    .map(({ name, location }) =>
      problem(
        'MISSING_TRANSITION_TARGET',
        location,
        `State "${name}" is not reachable.`,
        'remove it, or name it in a Next, Default or Catch',
      ),
    );
};
