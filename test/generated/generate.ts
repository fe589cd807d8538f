import fc from 'fast-check';
import { checkDefinition } from '../../lib/saga';
import { definitionOf } from './definition';
import { type Asked, pairsOf, type Shape, type StepShape, stepsIn } from './shape';

const SEED = 20_261_127;
/** Shapes to choose from: enough that whatever the checks of a definition allow is among them. */
const CANDIDATES = 8_000;

const MOST_ELEMENTS = 4;
const MOST_RETRIABLES = 4;

interface Draft {
  readonly sent: StepShape['sent'];
  /** Not at all, by the input, or by the result of the so-many-th step before its element. */
  readonly asked: 'no' | 'by the input' | number;
  /** By a participant of its own, or by one that has other steps too. */
  readonly isAlone: boolean;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  sent: fc.constantFrom('directly', 'directly', 'by queue', 'by queue, beating'),
  asked: fc.oneof(
    fc.constantFrom('no' as const, 'no' as const, 'by the input' as const),
    fc.integer({ min: 1, max: 3 }),
  ),
  isAlone: fc.boolean(),
});

/** Elements of drafts: one for a step, several for a group. */
const drafts = fc.record({
  compensatable: fc.array(
    fc.oneof(
      fc.array(draft, { minLength: 1, maxLength: 1 }),
      fc.array(draft, { minLength: 2, maxLength: 3 }),
    ),
    { maxLength: MOST_ELEMENTS },
  ),
  retriable: fc.array(draft, { maxLength: MOST_RETRIABLES }),
});

const LETTERS = 'abcdefghijklmnop';

/** Names the steps, and hands each to a participant. */
const shapeOf = (name: string, elements: readonly (readonly Draft[])[], compensatable: number): Shape => {
  const named: string[] = [];
  return {
    name,
    elements: elements.map((members, index) => {
      const before = [...named];
      const steps = members.map(({ sent, asked, isAlone }): StepShape => {
        const step = `do-${LETTERS[named.length]}`;
        named.push(step);
        return {
          name: step,
          by: isAlone ? `desk-${LETTERS[named.length - 1]}` : 'desk',
          kind: index < compensatable ? 'compensatable' : 'retriable',
          sent,
          ...askedBy(asked, before),
        };
      });
      const [only] = steps;
      return steps.length === 1 && only ? only : { members: steps };
    }),
  };
};

const askedBy = (asked: Draft['asked'], before: readonly string[]): { readonly asked?: Asked } => {
  if (asked === 'no') return {};
  const scoreOf = typeof asked === 'number' ? before.at(-asked) : undefined;
  return { asked: scoreOf === undefined ? 'by the input' : { scoreOf } };
};

/** Shapes that the checks of a definition accept, always the same ones. */
export const candidates = (): readonly Shape[] =>
  fc
    .sample(drafts, { seed: SEED, numRuns: CANDIDATES })
    .map(({ compensatable, retriable }) =>
      shapeOf('candidate', [...compensatable, ...retriable.map((one) => [one])], compensatable.length),
    )
    .filter((shape) => checkDefinition(definitionOf(shape)).length === 0);

/** Fewer steps are cheaper to prove: how much that counts. Chosen so that ten shapes are enough. */
const SIZE_COUNTS = 0.6;

/** Chooses shapes until they have every pair of features between them: the one with the most new pairs for its size first. */
export const choose = (from: readonly Shape[]): readonly Shape[] => {
  const pool = from.map((shape) => ({ shape, pairs: pairsOf(shape), size: stepsIn(shape).length }));
  const open = new Set(pool.flatMap(({ pairs }) => pairs));
  const chosen: Shape[] = [];
  while (open.size > 0) {
    const worth = ({ pairs, size }: (typeof pool)[number]): number =>
      pairs.filter((pair) => open.has(pair)).length / size ** SIZE_COUNTS;
    const best = pool.reduce((one, other) => (worth(other) > worth(one) ? other : one));
    for (const pair of best.pairs) open.delete(pair);
    chosen.push({ ...best.shape, name: `shape-${LETTERS[chosen.length]}` });
  }
  return chosen;
};
