import * as z from 'zod/mini';
import {
  type Condition,
  parallel,
  type SagaDefinition,
  type SagaStep,
  step,
  toSeconds,
  type When,
} from '../../lib/saga';
import { ENOUGH, membersOf, type Shape, type StepShape, stepsIn } from './shape';

/** What the input of these sagas can ask for. */
export interface Wishes {
  /** Step → whether it is asked for, where its condition looks at that. */
  readonly asked?: Readonly<Record<string, boolean>>;
  /** Step → the score in its result. */
  readonly scores?: Readonly<Record<string, number>>;
  /** The step that says no. */
  readonly refused?: string;
}

/** `do-a` → `doA`, as a field of the input is called. */
export const fieldOf = (step: string): string =>
  step.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const fieldsFor = <Schema extends z.ZodMiniType>(steps: readonly string[], schema: Schema) =>
  z.optional(z.strictObject(Object.fromEntries(steps.map((name) => [fieldOf(name), z.optional(schema)]))));

/** Fields of an input by which a test steers what the steps of these names do. */
export const wishesFor = (steps: readonly string[]) => ({
  asked: fieldsFor(steps, z.boolean()),
  scores: fieldsFor(steps, z.int()),
  refused: z.optional(z.string()),
});

/** What every step of these sagas answers. */
export const Scored = z.object({ score: z.int() });

const HEARTBEAT = { minutes: 5 };

/** As data and as text in turn: a saga may have either. */
const whenOf = ({ name, asked }: StepShape, asData: boolean): When | undefined => {
  if (asked === undefined) return undefined;
  if (asked === 'by the input') {
    const field = fieldOf(name);
    return asData
      ? { kind: 'is-true', value: { kind: 'input', path: ['asked', field] } }
      : `$input.asked.${field} = true`;
  }
  const enough: Condition = {
    kind: 'compare',
    left: { kind: 'result', step: asked.scoreOf, path: ['score'] },
    comparison: '>',
    right: { kind: 'literal', value: ENOUGH },
  };
  return asData ? enough : `$results.\`${asked.scoreOf}\`.score > ${ENOUGH}`;
};

const stepOf = (shape: StepShape, index: number): SagaStep => {
  const when = whenOf(shape, index % 2 === 0);
  return step(shape.name, {
    by: shape.by,
    result: Scored,
    ...(shape.kind === 'compensatable' ? { compensation: shape.name.replace(/^do-/, 'undo-') } : {}),
    ...(shape.sent === 'directly' ? {} : { via: 'queue' as const }),
    ...(shape.sent === 'by queue, beating' ? { heartbeat: HEARTBEAT } : {}),
    ...(when === undefined ? {} : { when }),
  });
};

/** The definition of a shape, unchecked. */
export const definitionOf = (shape: Shape): SagaDefinition => {
  const steps = stepsIn(shape);
  const make = (one: StepShape): SagaStep => stepOf(one, steps.indexOf(one));
  return {
    name: shape.name,
    version: 1,
    deadlineSeconds: toSeconds({ hours: 24 }),
    input: z.strictObject(wishesFor(steps.map(({ name }) => name))) as SagaDefinition['input'],
    retentionSeconds: toSeconds({ days: 400 }),
    // Either kind occurs; what cannot be taken back past its pivot cannot be unwound after it completed.
    cancellable: steps.length % 2 === 0 ? 'always' : 'until-pivot',
    steps: shape.elements.map((element) =>
      'members' in element ? parallel(membersOf(element).map(make)) : make(element),
    ),
    records: Object.fromEntries(steps.map(({ by }) => [by, { entry: {}, note: {} }])),
    tables: {},
    whenUndone: undefined,
  };
};
