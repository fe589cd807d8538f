import type { Case } from './machines';

type Fields = Readonly<Record<string, unknown>>;
interface Chain {
  readonly StartAt: string;
  readonly States: Fields;
}

const slow = ({ StartAt, States }: Chain): Chain => ({
  StartAt: `Slow ${StartAt}`,
  States: { ...States, [`Slow ${StartAt}`]: { Type: 'Wait', Seconds: 1, Next: StartAt } },
});

/** The same machine, with a wait in front of each first (0) or second (1) branch: the other one fails before it. */
export const delayed = ({ definition, input }: Case, branch: 0 | 1): Case => {
  const states = Object.entries((definition as unknown as Chain).States).map(([name, state]) => {
    const { Branches } = state as { readonly Branches?: readonly Chain[] };
    if (!Branches) return [name, state];
    const changed = Branches.map((each, index) => (index === branch ? slow(each) : each));
    return [name, { ...(state as Fields), Branches: changed }];
  });
  return { definition: { ...definition, States: Object.fromEntries(states) }, input };
};

/** The same machine without the Retry and the Catch of its states at the top. */
export const uncaught = ({ definition, input }: Case): Case => {
  const states = Object.entries((definition as unknown as Chain).States).map(([name, state]) => {
    const { Retry: _retry, Catch: _catch, ...rest } = state as Fields;
    return [name, rest];
  });
  return { definition: { ...definition, States: Object.fromEntries(states) }, input };
};
