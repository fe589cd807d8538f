import { checkRecords } from './check-records';
import { type Condition, literalsIn, referencesIn, referenceText } from './condition';
import { COUNTER_LOG_PREFIX, COUNTER_PREFIX } from './counter';
import {
  CANCELLABLE,
  FOREVER,
  type SagaDefinition,
  type SagaElement,
  type SagaStep,
  SEEN,
  TRANSPORTS,
} from './definition';
import { FUNCTION_TIMEOUT_SECONDS, LEAST_RETENTION_DAYS, TIMEOUT_MARGIN_SECONDS } from './limits';
import { SEQUENCE_PREFIX } from './record';
import * as names from './state-names';
import { flatSteps, hasCompensation, stepsOfElement } from './steps';

type Check = (definition: SagaDefinition) => readonly string[];

/** State names are at most 80 characters on AWS; a command name leaves room for the prefixes of derived states. */
const MAX_NAME_LENGTH = 64;
const COMMAND_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const hasSteps: Check = ({ steps }) =>
  steps.length > 0 ? [] : ['it has no steps: add at least one step(...) to `steps`'];

const namesAreValid: Check = (definition) =>
  [definition.name, ...allNames(definition), ...flatSteps(definition).map((step) => step.by)].flatMap(
    (name) => {
      if (name.length > MAX_NAME_LENGTH)
        return [`'${name}' has ${name.length} characters: use at most ${MAX_NAME_LENGTH}`];
      return COMMAND_NAME.test(name)
        ? []
        : [`'${name}' is not kebab-case: use lower-case words joined by '-'`];
    },
  );

/** The ledger's keys begin with the name of the saga, and counters and sequences lie beside them. */
const keysStayApart: Check = ({ name }) =>
  [COUNTER_PREFIX, COUNTER_LOG_PREFIX, SEQUENCE_PREFIX].includes(`${name}/`)
    ? [`a saga named '${name}' would have the keys of counters or sequences: choose another name`]
    : [];

const namesAreUnique: Check = (definition) => {
  const seen = new Set<string>();
  return allNames(definition).flatMap((name) => {
    if (seen.has(name))
      return [`command '${name}' appears twice: give each action and compensation its own name`];
    seen.add(name);
    return [];
  });
};

/**
 * Each command becomes a state, and other states are named after it (`ParkX`, `FenceX` …). Two that meet would be one
 * state, and a step would silently be gone.
 */
const stateNamesStayApart: Check = (definition) => {
  const owners = new Map<string, string>();
  return statesOf(definition).flatMap(([state, owner]) => {
    const other = owners.get(state);
    owners.set(state, owner);
    return other === undefined || other === owner
      ? []
      : [`${other} and ${owner} would both be the state '${state}': rename one of them`];
  });
};

const statesOf = (definition: SagaDefinition): readonly (readonly [state: string, owner: string])[] => [
  ...[names.NOT_COMPLETED, names.COMPLETION_FAILED, names.UNWOUND, names.ANYTHING_PARKED].map(
    (end) => [end, 'an end of the saga'] as const,
  ),
  ...definition.steps.flatMap((element) => [
    ...(element.kind === 'parallel' && element.steps.length > 0
      ? ([
          [names.groupName(element.steps), `the group of '${namesOf(element.steps)}'`],
          [names.undoGroupName(element.steps), `the undoing of '${namesOf(element.steps)}'`],
        ] as const)
      : []),
    ...stepsOfElement(element).flatMap(statesOfStep),
  ]),
];

const statesOfStep = (step: SagaStep): readonly (readonly [state: string, owner: string])[] => {
  const { name, compensation } = step;
  return [
    [names.stateName(name), `command '${name}'`],
    [names.whenName(name), `the condition of '${name}'`],
    [names.skipName(name), `the skipping of '${name}'`],
    ...(compensation === undefined
      ? ([
          [names.parkName(name), `the park of '${name}'`],
          [names.fenceName(name), `the fence of '${name}'`],
        ] as const)
      : ([
          [names.stateName(compensation), `command '${compensation}'`],
          [names.parkName(compensation), `the park of '${compensation}'`],
          [names.unsentName(compensation), `the end of parking '${compensation}'`],
        ] as const)),
  ];
};

/** One mistake is told once, however many steps it stands before; one in a group is told by the group. */
const compensatableStepsComeFirst: Check = ({ steps }) => {
  const isCompensatable = (element: SagaElement) => stepsOfElement(element).some(hasCompensation);
  const pivot = steps.findLastIndex(isCompensatable);
  const early = steps
    .slice(0, Math.max(0, pivot))
    .filter((element): element is SagaStep => element.kind === 'step' && !hasCompensation(element));
  const [first] = early;
  if (first === undefined) return [];
  const behind = steps.slice(steps.indexOf(first)).find(isCompensatable);
  const [have, it] = early.length === 1 ? ['has', 'it'] : ['have', 'them'];
  return [
    `step '${namesOf(early)}' ${have} no compensation but ${early.length === 1 ? 'comes' : 'come'} before ` +
      `'${namesOf(stepsOfElement(behind as SagaElement))}': give ${it} one (undoFromLedger is its handler, also where ` +
      `there is nothing to give back), or move ${it} behind '${namesOf(stepsOfElement(steps[pivot] as SagaElement))}'`,
  ];
};

const timeoutsAreLongEnough: Check = (definition) => {
  const least = FUNCTION_TIMEOUT_SECONDS + TIMEOUT_MARGIN_SECONDS;
  return flatSteps(definition)
    .filter((step) => step.timeoutSeconds <= least)
    .map(
      (step) =>
        `step '${step.name}' times out after ${step.timeoutSeconds} s: give it more than ${least} s ` +
        `(its function may take ${FUNCTION_TIMEOUT_SECONDS} s, and the answer has to come back)`,
    );
};

const heartbeatsAreUsable: Check = (definition) =>
  flatSteps(definition).flatMap((step) => {
    if (step.heartbeatSeconds === undefined) return [];
    if (step.via !== 'queue')
      return [`step '${step.name}' has a heartbeat but no queue: remove it, or add via: 'queue'`];
    return step.heartbeatSeconds > 0 && step.heartbeatSeconds < step.timeoutSeconds
      ? []
      : [`step '${step.name}' has a heartbeat of ${step.heartbeatSeconds} s: use less than its timeout`];
  });

const lastIsUnconditional: Check = ({ steps }) => {
  const last: SagaElement | undefined = steps[steps.length - 1];
  if (last?.kind === 'parallel')
    return [
      `the last element is a parallel group ('${namesOf(last.steps)}'): end with one unconditional step`,
    ];
  if (last?.when !== undefined)
    return [`the last step '${last.name}' is conditional: end with an unconditional step`];
  return [];
};

/** Names that JSONata cannot quote, or that every object has whatever its data. */
const isUnaskable = (name: string): boolean => name.includes('`') || name in Object.prototype;

const conditionsCheck =
  (check: (when: Condition) => readonly string[]): Check =>
  (definition) =>
    flatSteps(definition).flatMap(({ name, when }) =>
      when === undefined || typeof when === 'string'
        ? []
        : check(when).map((finding) => `the condition of step '${name}' ${finding}`),
    );

const namesInConditionsAreAskable: Check = conditionsCheck((when) =>
  referencesIn(when)
    .filter(({ path, ...from }) => [...('step' in from ? [from.step] : []), ...path].some(isUnaskable))
    .map(
      (reference) =>
        `asks ${referenceText(reference)}, a name that JSONata cannot tell from its own: rename it`,
    ),
);

/** JSON has no word for them, and neither has JSONata. */
const numbersInConditionsAreFinite: Check = conditionsCheck((when) =>
  literalsIn(when)
    .filter((value) => typeof value === 'number' && !Number.isFinite(value))
    .map((value) => `compares with ${value}, which no state machine can: use a finite number`),
);

const groupsAreWhole: Check = ({ steps }) =>
  steps.flatMap((element) => {
    if (element.kind !== 'parallel') return [];
    if (element.steps.length < 2)
      return [`the parallel group '${namesOf(element.steps)}' has fewer than two steps: use the step alone`];
    return element.steps
      .filter((step) => !hasCompensation(step))
      .map(
        (step) =>
          `step '${step.name}' in a parallel group has no compensation: give it one, or move it behind the group`,
      );
  });

/** Types say so too, but not everything that reads a definition checks them. */
const choicesExist: Check = (definition) => [
  ...choice(definition.cancellable, CANCELLABLE, 'cancellable'),
  ...flatSteps(definition).flatMap(({ name, via, seen = 'pending' }) =>
    [...choice(via, TRANSPORTS, 'via'), ...choice(seen, SEEN, 'seen')].map(
      (finding) => `step '${name}': ${finding}`,
    ),
  ),
];

const choice = (given: string, known: readonly string[], option: string): readonly string[] =>
  known.includes(given)
    ? []
    : [`${option} is '${given}': use one of ${known.map((name) => `'${name}'`).join(', ')}`];

const deadlineIsSane: Check = ({ deadlineSeconds, version }) => [
  ...(deadlineSeconds >= 60 && deadlineSeconds <= 365 * 86_400
    ? []
    : [`its deadline is ${deadlineSeconds} s: use between a minute and 365 days`]),
  ...(Number.isInteger(version) && version > 0
    ? []
    : [`its version is ${version}: use a whole number from 1`]),
];

/** Until then an attempt, a message or a redrive from before the end may still come, and must find the ledger. */
const retentionIsLongEnough: Check = ({ retentionSeconds }) =>
  retentionSeconds === FOREVER || retentionSeconds >= LEAST_RETENTION_DAYS * 86_400
    ? []
    : [
        `its retention is ${retentionSeconds} s: use at least ${LEAST_RETENTION_DAYS} days, or '${FOREVER}' ` +
          '(until then a late attempt has to find the ledger)',
      ];

const checks: readonly Check[] = [
  hasSteps,
  namesAreValid,
  keysStayApart,
  namesAreUnique,
  stateNamesStayApart,
  compensatableStepsComeFirst,
  timeoutsAreLongEnough,
  heartbeatsAreUsable,
  lastIsUnconditional,
  groupsAreWhole,
  namesInConditionsAreAskable,
  numbersInConditionsAreFinite,
  choicesExist,
  deadlineIsSane,
  retentionIsLongEnough,
  (definition) => checkRecords(definition, allNames(definition)),
];

/** All findings on a definition, each with the step's name and the remedy; none when it is valid. */
export const checkDefinition = (definition: SagaDefinition): readonly string[] =>
  checks.flatMap((check) => check(definition));

const namesOf = (steps: readonly SagaStep[]): string => steps.map((step) => step.name).join("', '");

const allNames = (definition: SagaDefinition): readonly string[] =>
  definition.steps
    .flatMap(stepsOfElement)
    .flatMap((step) => (step.compensation === undefined ? [step.name] : [step.name, step.compensation]));
