import type { Odds } from '../../lib/cost';

/** Numbers from 0 up to 1 from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface RandomMachine {
  readonly asl: { readonly StartAt: string; readonly States: Record<string, Record<string, unknown>> };
  readonly odds: Required<Pick<Odds, 'failure' | 'choice'>>;
}

/** A flat machine of tasks and choices with loops back and leaps forward; each state can come to an end. */
export const randomMachine = (seed: number, size: number): RandomMachine => {
  const random = randomFrom(seed);
  const name = (place: number): string => (place >= size ? 'End' : `S${place}`);
  const anywhere = (): string => name(Math.floor(random() * (size + 1)));
  const States: Record<string, Record<string, unknown>> = { End: { Type: 'Succeed' } };
  const failure: Record<string, number> = {};
  const choice: Record<string, Record<string, number>> = {};
  for (let place = 0; place < size; place += 1) {
    const next = name(place + 1);
    if (random() < 0.5) {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: anywhere() }];
      States[name(place)] = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: next, Catch };
      failure[name(place)] = 0.1 + 0.5 * random();
    } else {
      const other = anywhere();
      States[name(place)] = { Type: 'Choice', Choices: [{ Next: other }], Default: next };
      if (other !== next) {
        const chance = 0.1 + 0.5 * random();
        choice[name(place)] = { [other]: chance, [next]: 1 - chance };
      }
    }
  }
  return { asl: { StartAt: 'S0', States }, odds: { failure, choice } };
};
