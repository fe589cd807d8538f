import fc from 'fast-check';
import {
  type Command,
  flatSteps,
  MAX_INPUT_BYTES,
  type SagaDefinition,
  type SagaStep,
} from '../../../lib/saga';
import { CANARY } from './canary';

type Json = Record<string, unknown>;

/** Anything that JSON can hold, and what attacks are made of. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    CANARY,
    { [CANARY]: CANARY },
    [CANARY],
    `{% $eval("${CANARY}") %}`,
    `'; DROP TABLE sagas; -- ${CANARY}`,
    `\${${CANARY}}`,
    `../../${CANARY}`,
    `:value OR attribute_exists(${CANARY})`,
    `${CANARY}\u0000`,
    { __proto__: null, constructor: { prototype: CANARY } },
    CANARY.repeat(4000),
  ),
);

/** What no field of a command, a message or an input may be: neither an identifier, nor a number, nor a known word. */
const wrong = fc.constantFrom<unknown>(
  { [CANARY]: CANARY },
  [[CANARY]],
  `{% ${CANARY} %}`,
  `${CANARY} ' " \\ ; $`,
  CANARY.repeat(4000),
  undefined,
);

const set = (target: Json, path: readonly string[], value: unknown): Json => {
  const [first = '', ...rest] = path;
  if (rest.length > 0) {
    const inner = target[first];
    return {
      ...target,
      [first]: set(typeof inner === 'object' && inner !== null ? (inner as Json) : {}, rest, value),
    };
  }
  if (value !== undefined) return { ...target, [first]: value };
  const { [first]: _removed, ...others } = target;
  return others;
};

/** A valid thing with one of its fields wrong for certain, and perhaps others replaced by anything. */
const broken = (
  valid: Json,
  fields: readonly string[],
  others: readonly string[] = [],
): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...fields),
      wrong,
      fc.array(fc.tuple(fc.constantFrom(...fields, ...others, CANARY), junk), { maxLength: 2 }),
    )
    .map(([field, value, more]) =>
      [...more, [field, value] as const].reduce(
        (target, [path, replaced]) => set(target, path.split('.'), replaced),
        valid,
      ),
    );

const SAGA_FIELDS = [
  'saga',
  'saga.name',
  'saga.id',
  'saga.version',
  'saga.startTime',
  'saga.deadlineSeconds',
];
const STEP_FIELDS = ['step', 'step.name', 'step.command', 'step.phase', 'step.attempt', 'step.runner'];

/** Past any machine's clock: a saga that has expired would be refused for that, before anyone looks at its input. */
const START_TIME = '2999-01-01T00:00:00.000Z';

const referenceOf = (definition: SagaDefinition) => ({
  name: definition.name,
  id: 'fuzzed',
  version: definition.version,
  startTime: START_TIME,
  deadlineSeconds: definition.deadlineSeconds,
});

const actionOf = (definition: SagaDefinition, step: SagaStep, input: unknown): Command => ({
  saga: referenceOf(definition),
  step: { name: step.name, command: step.name, phase: 'action', attempt: 1, runner: 'main' },
  input,
  results: {},
  skipped: [],
});

/** A participant and a command that it must refuse. */
export const malformedCommand = (
  definition: SagaDefinition,
  input: unknown,
): fc.Arbitrary<{ readonly by: string; readonly event: unknown }> =>
  fc.constantFrom(...flatSteps(definition)).chain((step) => {
    const action = actionOf(definition, step, input) as unknown as Json;
    const undo = {
      saga: referenceOf(definition),
      step: {
        name: step.name,
        command: step.compensation ?? step.name,
        phase: 'compensation',
        attempt: 1,
        runner: 'main',
      },
      failure: { steps: [step.name], error: 'BusinessError', cause: CANARY },
    };
    return fc
      .oneof(
        junk,
        broken(action, [...SAGA_FIELDS, ...STEP_FIELDS, 'skipped', 'input'], ['results', 'taskToken']),
        broken(undo, [...SAGA_FIELDS, ...STEP_FIELDS], ['failure', 'failure.steps', 'input']),
      )
      .map((event) => ({ by: step.by, event: event ?? null }));
  });

/** Bodies for the queue of a participant: no task token, or no command at all. */
export const malformedTask = (definition: SagaDefinition, input: unknown): fc.Arbitrary<string> =>
  malformedCommand(definition, input).chain(({ event }) => textOf(event));

/** Bodies for `saga-errors`: neither a parked step nor an event about an execution. */
export const malformedLetter = (definition: SagaDefinition): fc.Arbitrary<string> => {
  const [first] = flatSteps(definition);
  const parked = {
    saga: referenceOf(definition),
    step: first?.name,
    phase: 'compensation',
    error: { error: 'BusinessError', cause: CANARY },
    attempts: 9,
  };
  const dead = {
    'detail-type': 'Step Functions Execution Status Change',
    detail: {
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Saga:fuzzed',
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga',
      name: 'fuzzed',
      status: 'ABORTED',
    },
  };
  return fc
    .oneof(
      junk,
      broken(parked, [...SAGA_FIELDS, 'step', 'phase', 'attempts'], ['skipped', 'error', 'error.cause']),
      broken(dead, ['detail-type', 'detail', 'detail.name', 'detail.status', 'detail.executionArn']),
    )
    .chain(textOf);
};

/** Bodies for `saga-requests` that can never become a saga. */
export const malformedRequest = (definition: SagaDefinition, input: unknown): fc.Arbitrary<string> =>
  fc
    .oneof(
      junk,
      broken({ saga: definition.name, id: 'fuzzed', input }, ['saga', 'id', 'input']),
      malformedInput(definition, input).map((other) => ({
        saga: definition.name,
        id: 'fuzzed',
        input: other,
      })),
    )
    .chain(textOf);

const INPUT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  order: ['customer', 'items', 'payment', 'payment.currency', 'shippingAddress', 'shippingAddress.country'],
  travel: ['traveller', 'hotel', 'hotel.hotelId', 'flight', 'flight.from', 'flight.to'],
};

/** An input that the saga's schema refuses. */
export const malformedInput = (definition: SagaDefinition, input: unknown): fc.Arbitrary<unknown> =>
  fc
    .oneof(junk, broken(input as Json, INPUT_FIELDS[definition.name] ?? [], ['deadlineSeconds']))
    .map((value) => value ?? null);

/** As JSON, and now and then cut off or with something in front. */
const textOf = (value: unknown): fc.Arbitrary<string> => {
  const text = JSON.stringify(value) ?? CANARY;
  return fc.constantFrom(text, text, text, text.slice(0, -1) || ' ', `${CANARY}${text}`);
};

/** What SQS takes as a message. */
export const fitsQueue = (body: string): boolean =>
  Buffer.byteLength(body) < 4 * MAX_INPUT_BYTES && body.trim() !== '';
