import {
  compensatableElements,
  conditionText,
  fenceCommandName,
  flatSteps,
  hasCompensation,
  retriableSteps,
  type SagaDefinition,
  type SagaElement,
  type SagaStep,
  stepsOfElement,
} from '../../lib/saga';
import { type Ran, runForward, runUnwind } from '../asl/run-saga';
import { SHAPES } from '../saga/definitions';

/**
 * Every shape runs on the engine, once for each command that can fail. What has to go out follows from the definition
 * alone, in groups of what may go side by side.
 */
type Groups = readonly (readonly string[])[];

const shapes = Object.entries(SHAPES);

/** Asks for every conditional step; and `$results.a.total`, which one shape looks at, is never there. */
const askedFor = ({ when }: SagaStep): boolean => !(when && conditionText(when).includes('$results'));
const everything = (definition: SagaDefinition): Record<string, boolean> =>
  Object.fromEntries(flatSteps(definition).map((step) => [step.name, true]));

const actions = (element: SagaElement, ran: (step: SagaStep) => boolean): readonly string[] =>
  stepsOfElement(element)
    .filter((step) => step.when === undefined || ran(step))
    .map((step) => step.name);
const undos = (element: SagaElement): readonly string[] =>
  stepsOfElement(element)
    .filter(hasCompensation)
    .map((step) => step.compensation);
const indexOf = (definition: SagaDefinition, step: SagaStep): number =>
  definition.steps.findIndex((element) => stepsOfElement(element).includes(step));

/** Sorts within groups, so that what runs side by side may come in any order. */
const grouped = (sent: readonly string[], like: Groups): Groups => {
  let position = 0;
  const groups = like.map((group) => {
    const slice = sent.slice(position, position + group.length);
    position += group.length;
    return slice.toSorted();
  });
  const rest = sent.slice(position);
  return rest.length > 0 ? [...groups, rest] : groups;
};

const expectSent = (ran: Ran, groups: Groups): void => {
  const wanted = groups.filter((group) => group.length > 0).map((group) => group.toSorted());
  expect(grouped(ran.sent, wanted)).toEqual(wanted);
};

describe.each(shapes)('%s', (_, definition) => {
  const input = everything(definition);
  const forwardTo = (end: number): Groups => definition.steps.slice(0, end).map((e) => actions(e, askedFor));
  const backFrom = (index: number): Groups =>
    definition.steps
      .slice(0, index + 1)
      .map(undos)
      .toReversed();
  const pivot = compensatableElements(definition).length - 1;
  const undoable = flatSteps(definition).filter(hasCompensation);
  const retriable = retriableSteps(definition);

  test('goes through, and ends with all results', async () => {
    const ran = await runForward(definition, { input });
    expect(ran.status).toBe('SUCCEEDED');
    expectSent(ran, forwardTo(definition.steps.length));
    const done = flatSteps(definition).filter((step) => step.when === undefined || askedFor(step));
    expect(ran.output).toEqual(Object.fromEntries(done.map(({ name }) => [name, { did: name }])));
  });

  test('with nothing asked for, conditional steps are skipped, and the next command says so', async () => {
    const ran = await runForward(definition);
    expect(ran.status).toBe('SUCCEEDED');
    expectSent(
      ran,
      definition.steps.map((element) => actions(element, () => false)),
    );
    const last = flatSteps(definition).at(-1)?.name ?? '';
    const conditional = flatSteps(definition).filter((step) => step.when !== undefined);
    expect(ran.bodies.get(last).skipped).toEqual(conditional.map(({ name }) => name));
  });

  if (undoable.length > 0) {
    test.each(
      undoable.filter(askedFor).map((step) => [step.name, step] as const),
    )('%s fails: it and all before it are undone, last to first', async (name, step) => {
      const index = indexOf(definition, step);
      const ran = await runForward(definition, { input, failing: [name] });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'SagaCompensated']);
      const own = definition.steps[index] as SagaElement;
      expectSent(ran, [...forwardTo(index), actions(own, askedFor), ...backFrom(index)]);
      const failure = ran.bodies.get(step.compensation).failure;
      expect(failure).toEqual({
        steps: stepsOfElement(own).map((each) => each.name),
        error: 'BusinessError',
        cause: 'as told',
      });
      expect(ran.cause).toBe(`failed at ${failure.steps.join(', ')}; compensated`);
    });

    test.each(
      undoable.map((step) => [step.compensation, step] as const),
    )('%s is given up: it is parked, and the chain goes on', async (compensation, step) => {
      const lastAsked = undoable.filter(askedFor).at(-1) as SagaStep;
      const failed = indexOf(definition, lastAsked);
      if (indexOf(definition, step) > failed) return;
      const ran = await runForward(definition, { input, failing: [lastAsked.name, compensation] });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'SagaCompensationFailed']);
      const back = backFrom(failed).flatMap((group) =>
        group.includes(compensation) && group.length === 1 ? [group, [`park ${step.name}`]] : [group],
      );
      const inGroup = back.findIndex((group) => group.includes(compensation) && group.length > 1);
      if (inGroup >= 0) back[inGroup] = [...(back[inGroup] ?? []), `park ${step.name}`];
      const own = definition.steps[failed] as SagaElement;
      expectSent(ran, [...forwardTo(failed), actions(own, askedFor), ...back]);
      expect(ran.bodies.get(`park ${step.name}`)).toMatchObject({
        saga: { id: ran.name },
        phase: 'compensation',
        error: { error: 'BusinessError', cause: 'as told' },
        attempts: 1,
      });
      expect(ran.cause).toContain(`compensation parked: ${compensation}`);
    });

    test('all compensations are given up, and nothing can be parked: the chain still reaches its end', async () => {
      const failing = undoable.map((step) => step.compensation);
      const lastAsked = undoable.filter(askedFor).at(-1) as SagaStep;
      const ran = await runForward(definition, {
        input,
        failing: [...failing, lastAsked.name],
        parksFail: true,
      });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'SagaCompensationFailed']);
      const failed = indexOf(definition, lastAsked);
      const parked = backFrom(failed).flat();
      for (const compensation of parked) expect(ran.cause).toContain(compensation);
      expect(ran.sent.filter((command) => parked.includes(command)).length).toBe(parked.length);
    });
  }

  for (const [index, { name }] of retriable.entries()) {
    test(`${name} is given up: it is parked with those after it, and nothing is undone`, async () => {
      const ran = await runForward(definition, { input, failing: [name] });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'SagaCompletionFailed']);
      const parked = retriable.slice(index).map((step) => step.name);
      expectSent(ran, [...forwardTo(pivot + 1 + index), [name], ...parked.map((step) => [`park ${step}`])]);
      expect(ran.bodies.get(`park ${name}`)).toMatchObject({ phase: 'action', attempts: 1 });
      for (const later of parked.slice(1)) {
        expect(ran.bodies.get(`park ${later}`)).toMatchObject({
          error: { error: 'NotAttempted' },
          attempts: 0,
        });
      }
      expect(ran.cause).toBe(`not completed, parked: ${parked.join(', ')}`);
    });
  }

  test('unwinds: fences, then everything, asked for or not', async () => {
    const ran = await runUnwind(definition);
    expect(ran.status).toBe('SUCCEEDED');
    expectSent(ran, [...retriable.map((step) => [fenceCommandName(step.name)]), ...backFrom(pivot)]);
    for (const body of ran.bodies.values()) expect(body.step.runner).toBe('u1');
  });

  for (const { name } of retriable) {
    test(`unwinds: without the fence of ${name} nothing is undone`, async () => {
      const fence = fenceCommandName(name);
      const ran = await runUnwind(definition, { failing: [fence] });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'BusinessError']);
      expect(ran.sent.at(-1)).toBe(fence);
    });
  }

  for (const { compensation, name } of undoable) {
    test(`unwinds: ${compensation} is given up and parked`, async () => {
      const ran = await runUnwind(definition, { failing: [compensation] });
      expect([ran.status, ran.error]).toEqual(['FAILED', 'SagaCompensationFailed']);
      expect(ran.sent).toContain(`park ${name}`);
      expect(
        ran.sent.filter((command) => undoable.some((step) => step.compensation === command)),
      ).toHaveLength(undoable.length);
    });
  }
});

describe('transitions', () => {
  const transitions = async (name: string, failing: readonly string[] = [], input?: unknown) => {
    const definition = SHAPES[name] as SagaDefinition;
    return (await runForward(definition, { input: input ?? everything(definition), failing })).transitions;
  };

  test.each([
    // Actions up to the failed one, as many compensations, the end.
    ['three steps, the happy path', 'no retriable step', [], 3],
    ['the first fails', 'no retriable step', ['a'], 1 + 1 + 1],
    ['the last fails', 'no retriable step', ['c'], 3 + 3 + 1],
    // Park and end.
    ['a retriable step is given up', 'compensatable steps, then several retriable ones', ['y'], 4 + 1 + 1],
    ['two retriable steps are parked', 'compensatable steps, then several retriable ones', ['x'], 3 + 2 + 1],
    // The Parallel and its branches; a branch that is asked for adds its Choice.
    ['a group', 'a group in the middle', [], 1 + (1 + 3) + 1 + 1],
    ['a group with conditions', 'conditional steps in a group', [], 1 + (1 + 2 + 2 + 1) + 1 + 1],
  ] as const)('%s', async (_, name, failing, expected) => {
    expect(await transitions(name, failing)).toBe(expected);
  });

  test('a skipped branch enters its Choice and its Pass', async () => {
    expect(await transitions('conditional steps in a group', [], {})).toBe(1 + (1 + 2 + 2 + 1) + 1 + 1);
  });
});

test('a step that was skipped is told so when it is undone, and one that ran is not', async () => {
  const definition = SHAPES['conditional steps in a group'] as SagaDefinition;
  const ran = await runForward(definition, { input: { b: true }, failing: ['e'] });
  expect(ran.bodies.get('undo-b').step.skipped).toBe(false);
  expect(ran.bodies.get('undo-c').step.skipped).toBe(true);
  const failedInGroup = await runForward(definition, { input: { b: true }, failing: ['d'] });
  expect(failedInGroup.bodies.get('undo-b').step.skipped).toBe(false);
  expect(failedInGroup.bodies.get('undo-c').step.skipped).toBe(true);
});

test('a parked retriable step takes along what was skipped', async () => {
  const definition = SHAPES['the first retriable step is conditional'] as SagaDefinition;
  const ran = await runForward(definition, { failing: ['y'] });
  expect(ran.sent).toEqual(['a', 'y', 'park y']);
  expect(ran.bodies.get('park y').skipped).toEqual(['x']);
});

test('a conditional step behind a parked one is parked too: whether it is asked for is decided in its turn', async () => {
  const definition = SHAPES['a conditional retriable step'] as SagaDefinition;
  const ran = await runForward(definition, { failing: ['x'] });
  expect(ran.sent).toEqual(['a', 'x', 'park x', 'park y', 'park z']);
  expect(ran.bodies.get('park z').skipped).toEqual([]);
});
