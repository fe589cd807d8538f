import { analyse, expectedTransitions, listPaths, readMachine, resolveChances } from '../../lib/cost';
import { type RandomMachine, randomMachine } from './random-machine';

const solve = ({ asl, odds }: RandomMachine) => {
  const machine = readMachine(asl);
  const attemptUsd = () => ({ answered: 0, refused: 0, lost: 0, givenUp: 0, visited: 0 });
  return analyse(machine, { chances: resolveChances(machine, odds), attemptUsd });
};

/** The same by other means: the chain run forward until hardly anything is left in it. */
const byIteration = ({ asl, odds }: RandomMachine): number => {
  let mass = new Map([[asl.StartAt, 1]]);
  let transitions = 0;
  for (let left = 1; left > 1e-13; left = [...mass.values()].reduce((sum, share) => sum + share, 0)) {
    const next = new Map<string, number>();
    const move = (to: string, share: number): void => {
      if (share > 0) next.set(to, (next.get(to) ?? 0) + share);
    };
    for (const [name, share] of mass) {
      transitions += share;
      const state = asl.States[name] as {
        Type: string;
        Next: string;
        Catch: { Next: string }[];
        Default: string;
      };
      if (state.Type === 'Task') {
        const failure = odds.failure[name] ?? 0;
        move(state.Next, share * (1 - failure));
        move(state.Catch[0]?.Next ?? '', share * failure);
      } else if (state.Type === 'Choice') {
        const ways = odds.choice[name] ?? { [state.Default]: 1 };
        for (const [to, chance] of Object.entries(ways)) move(to, share * chance);
      }
    }
    mass = next;
  }
  return transitions;
};

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

describe('machines at random, with loops', () => {
  it('the expected transitions are those of the chain run forward', () => {
    for (const seed of SEEDS) {
      const random = randomMachine(seed, 2 + (seed % 12));
      const ran = byIteration(random);
      expect(Math.abs(expectedTransitions(solve(random)) / ran - 1)).toBeLessThan(1e-9);
    }
  });

  it('the paths share all probability, and their mean is the expected value', () => {
    let looped = 0;
    for (const seed of SEEDS) {
      const analysis = solve(randomMachine(seed, 2 + (seed % 8)));
      const { paths, truncated } = listPaths(analysis, { paths: 100_000, unlikely: 0 });
      const likely = paths.filter((path) => path.probability > 0);
      const sum = likely.reduce((total, path) => total + path.probability, 0);
      const mean = likely.reduce((total, path) => total + path.probability * path.transitions, 0);
      expect(truncated && paths.length === 100_000).toBe(false);
      expect(sum).toBeCloseTo(1, 9);
      expect(mean / expectedTransitions(analysis)).toBeCloseTo(1, 9);
      if (analysis.components.some((component) => component.length > 2)) looped += 1;
    }
    expect(looped).toBeGreaterThan(100);
  });
});
