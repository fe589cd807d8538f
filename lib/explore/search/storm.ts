import type { Alternative, Oracle } from '../choices/oracle';
import { judge, onTheWay, type Problem } from '../judges/judge';
import { run } from '../world/run';
import type { Subject } from '../world/world';
import { chanceOf } from './chance';
import type { Choice, Schedule } from './schedule';

export interface StormOptions {
  /** The same seed is the same storm. */
  readonly seed: number;
  /** Of a choice to go otherwise than it would: from 0 to 1. */
  readonly rate: number;
  /** Faults after which the storm is over. */
  readonly most: number;
}

/** Chooses by lot, and remembers: what it chose is a schedule as any other. */
class StormOracle implements Oracle {
  private readonly taken: Choice[] = [];
  private readonly chance: () => number;
  private point = 0;
  private faults = 0;

  constructor(private readonly options: StormOptions) {
    this.chance = chanceOf(options.seed);
  }

  choose(_place: string, alternatives: readonly Alternative[]): string | undefined {
    this.point++;
    if (alternatives.length === 0 || this.faults >= this.options.most) return undefined;
    // Where many things may happen at any time, each is rare.
    const rate = alternatives.length > FEW ? this.options.rate / RARELY : this.options.rate;
    if (this.chance() >= rate) return undefined;
    const { name, cost } = alternatives[Math.floor(this.chance() * alternatives.length)] as Alternative;
    if (cost === 'fault') this.faults++;
    this.taken.push({ point: this.point, take: name });
    return name;
  }

  rest(): void {}

  get schedule(): Schedule {
    return this.taken;
  }
}

const FEW = 12;
const RARELY = 3;

/** One run in which things go wrong by lot, and the schedule that repeats it. */
export const runStorm = async (
  subject: Subject,
  options: StormOptions & { readonly interleave: boolean },
): Promise<{
  readonly status: string | undefined;
  readonly problems: readonly Problem[];
  readonly schedule: Schedule;
}> => {
  const oracle = new StormOracle(options);
  const { after, blamed } = await run(subject, { oracle, interleave: options.interleave, isRead: false });
  const verdict = after && (await judge(subject.definition, subject.input, after));
  return {
    status: verdict?.status,
    problems: [...onTheWay(blamed), ...(verdict?.problems ?? [])],
    schedule: oracle.schedule,
  };
};
