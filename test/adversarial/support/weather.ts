import { flatSteps, type SagaDefinition } from '../../../lib/saga';
import type { Defect } from '../../defects/defect';
import { runStorm } from './storm';
import type { Rules } from './storm-handlers';
import type { Storm } from './storm-world';
import { judge, type Verdict } from './verdict';

export interface Weather extends Verdict {
  /** What happened, in order: so that a failure can be read. */
  readonly trace: readonly string[];
}

export interface WeatherOptions {
  /** Inputs that the definition takes; seeds take them in turn. `{}` by default. */
  readonly inputs?: readonly unknown[];
  /** What the steps answer; something else with each attempt by default. */
  readonly resultOf?: Rules['resultOf'];
  /** How often things go wrong, where it is not left to the seed. */
  readonly storm?: Partial<Storm>;
  /** A command that fails for days before any handler of it runs. */
  readonly broken?: string;
  /** The call of the machines, counted from 1, at which what runs is killed. */
  readonly killedAt?: number;
  readonly defect?: Defect;
}

/** From a breeze to a hurricane. */
const FAULTS = [0.05, 0.2, 0.4, 0.65];

/**
 * One saga of any definition in a storm, with handlers made from the definition. The seed stands for what goes wrong, the
 * input, and which steps have their effect outside.
 */
export const weather = async (
  definition: SagaDefinition,
  seed: number,
  {
    inputs = [{}],
    resultOf = (_step, { step: { attempt } }) => ({ done: true, attempt }),
    storm = {},
    broken,
    killedAt,
    defect = {},
  }: WeatherOptions = {},
): Promise<Weather> => {
  const input = inputs[seed % inputs.length];
  const after = await runStorm(definition, {
    seed,
    input,
    resultOf,
    defect,
    broken,
    killedAt,
    outside: new Set(
      flatSteps(definition)
        .filter((_step, index) => (index + Math.floor(seed / inputs.length)) % 2 === 0)
        .map(({ name }) => name),
    ),
    storm: {
      faults: FAULTS[seed % FAULTS.length] as number,
      kills: 0.25,
      cancels: 0.3,
      lostEvents: 0.3,
      refusals: 0.06,
      outages: 0.3,
      ...storm,
    },
  });
  return { ...(await judge(definition, input, after)), trace: after.trace };
};
