import { entriesOf, list } from '../fields';
import type { Check } from './check';
import { type Diagnostic, problem } from './diagnostic';
import type { ChainNode, StateNode } from './tree';

/** Where a state leads, each with the place that says so. Not limited to the fields of its type. */
export const targetsOf = ({ fields, location }: StateNode): readonly Target[] =>
  [
    ...['Next', 'Default'].map((field) => [fields[field], `${location}/${field}`] as const),
    ...['Choices', 'Catch'].flatMap((field) =>
      entriesOf(fields[field]).map(
        ([index, { Next }]) => [Next, `${location}/${field}[${index}]/Next`] as const,
      ),
    ),
  ].flatMap(([target, at]) => (typeof target === 'string' ? [[target, at] as const] : []));

type Target = readonly [target: string, at: string];

/** No transition leaves its chain, and none leads nowhere. Source of the words: seen on AWS, "Next" for each field. */
export const transitionTargets: Check = ({ chains }) =>
  chains.flatMap((chain) =>
    chain.states.flatMap((state) =>
      targetsOf(state)
        .filter(([target]) => !isStateOf(chain, target))
        .map(([target, at]) => missingTarget(chain, target, at)),
    ),
  );

export const isStateOf = ({ fields }: ChainNode, name: string): boolean =>
  Object.hasOwn((fields.States ?? {}) as object, name);

export const missingTarget = ({ fields }: ChainNode, target: string, at: string): Diagnostic =>
  problem(
    'MISSING_TRANSITION_TARGET',
    at,
    `Missing 'Next' target: ${target}`,
    `name one of ${list(Object.keys((fields.States ?? {}) as object))}`,
  );
