import {
  elementOf,
  flatSteps,
  hasCompensation,
  type LedgerState,
  type SagaElement,
  type SagaStatus,
  type SagaStep,
  type StepStatus,
  stepsOfElement,
} from '../../lib/saga';
import { activeSteps, type Variant } from '../every/variants';
import { type Case, CHAIN_ATTEMPTS, type Fault, FOR_GOOD } from './cases';

/** What must be true when everything has come to rest. */
export interface Expected {
  readonly status: SagaStatus;
  /** Error of the execution; null when it succeeded. */
  readonly error: string | null;
  /** Step → state of its ledger item; a step that is missing has none. */
  readonly ledgers: Readonly<Record<string, LedgerState>>;
  /** Commands that end in the dead-letter queue, in the order of the definition. */
  readonly deadLetters: readonly string[];
  readonly steps: Readonly<Record<string, StepStatus>>;
}

/** What becomes of an action: it goes through, its step is given up, or it is given up with its effect made. */
type Fate = 'done' | 'never-ran' | 'ran';

/** Direct invocations: what five or nine attempts with the fault come to. */
const directFate = ({ kind, times }: Fault): Fate => {
  const forGood = times === FOR_GOOD;
  switch (kind) {
    case 'business':
      return 'never-ran';
    case 'transient':
    case 'crash-before':
    case 'late':
      return forGood ? 'never-ran' : 'done';
    case 'crash-after':
    case 'timeout':
      return forGood ? 'ran' : 'done';
    default:
      return 'done';
  }
};

/** Queue steps: redelivery is the retry, the answer is apart from the message, and a timeout is final. */
const queueFate = ({ kind, times }: Fault): Fate => {
  switch (kind) {
    case 'business':
    case 'late':
      return 'never-ran';
    case 'transient':
    case 'crash-before':
      return times === FOR_GOOD ? 'never-ran' : 'done';
    case 'timeout':
    case 'answer-late':
      return 'ran';
    default:
      return 'done';
  }
};

const fateOf = (step: SagaStep, fault: Fault): Fate =>
  step.via === 'queue' ? queueFate(fault) : directFate(fault);

const stepOfCommand = (variant: Variant, command: string): SagaStep =>
  flatSteps(variant.definition).find(
    ({ name, compensation }) => name === command || compensation === command,
  ) as SagaStep;

export const expectedOf = ({ variant, faults }: Case): Expected => {
  const [first, second] = faults;
  if (!first) return completed(variant);
  const step = stepOfCommand(variant, first.command);
  const fate = fateOf(step, first);
  if (fate === 'done') return completed(variant);
  return hasCompensation(step)
    ? compensated(variant, step, second)
    : // Past the pivot nothing refuses a late start: the saga goes forward, so it may still happen.
      pastThePivot(variant, step, first, first.kind === 'late' ? 'ran' : fate);
};

const completed = (variant: Variant): Expected => ({
  status: 'COMPLETED',
  error: null,
  ledgers: states(activeSteps(variant), 'DONE'),
  deadLetters: [],
  steps: statuses(variant, (step) => (variant.skipped.includes(step.name) ? 'SKIPPED' : 'SUCCEEDED')),
});

/**
 * A retriable step that is given up is run again from `saga-errors`, and those behind it in their turn; until the redriver
 * gives up too. Then all behind it stay with it, conditional ones undecided: they may look at a result still to come.
 */
const pastThePivot = (variant: Variant, step: SagaStep, fault: Fault, fate: Fate): Expected => {
  // The effect, and the event about it, may be there although nobody ever got the answer.
  if (fault.times !== FOR_GOOD || fate === 'ran') {
    return { ...completed(variant), error: 'SagaCompletionFailed' };
  }
  const all = flatSteps(variant.definition);
  const behind = all.slice(all.indexOf(step));
  return {
    status: 'COMPLETION_FAILED',
    error: 'SagaCompletionFailed',
    ledgers: states(
      activeSteps(variant).filter((one) => !behind.includes(one)),
      'DONE',
    ),
    deadLetters: behind.map(({ name }) => name),
    steps: statuses(variant, (one) => {
      if (behind.includes(one)) return 'PARKED';
      return variant.skipped.includes(one.name) ? 'SKIPPED' : 'SUCCEEDED';
    }),
  };
};

const compensated = (variant: Variant, failed: SagaStep, fault: Fault | undefined): Expected => {
  const reached = upTo(variant, failed);
  const parks = fault !== undefined && fault.times >= CHAIN_ATTEMPTS;
  const lost = fault !== undefined && fault.times === FOR_GOOD;
  const stuck = fault && stepOfCommand(variant, fault.command);
  const undone = states(
    reached.filter((step) => !(lost && step === stuck)),
    'UNDONE',
  );
  // The step that said no has no item; any other whose undo never succeeds keeps its effect.
  const kept = lost && stuck && stuck !== failed ? states([stuck], 'DONE') : {};
  return {
    status: lost ? 'COMPENSATION_FAILED' : 'COMPENSATED',
    error: parks ? 'SagaCompensationFailed' : 'SagaCompensated',
    ledgers: { ...undone, ...kept },
    deadLetters: lost && fault ? [fault.command] : [],
    steps: statuses(variant, (step) => {
      if (!reached.includes(step)) return 'PENDING';
      if (variant.skipped.includes(step.name)) return 'SKIPPED';
      return lost && step === stuck ? 'COMPENSATION_FAILED' : 'COMPENSATED';
    }),
  };
};

/** Compensations that the execution goes through: last to first, those of a group in the order of the definition. */
export const expectedCompensations = ({ variant, faults: [first] }: Case): readonly string[] => {
  const step = first && stepOfCommand(variant, first.command);
  if (!step || !hasCompensation(step) || fateOf(step, first) === 'done') return [];
  const { steps } = variant.definition;
  const failed = steps.indexOf(elementOf(variant.definition, step.name) as SagaElement);
  return steps
    .slice(0, failed + 1)
    .toReversed()
    .flatMap(stepsOfElement)
    .flatMap(({ compensation }) => compensation ?? []);
};

/** Every compensatable step up to the failed one, its whole group included; skipped ones get a tombstone too. */
const upTo = ({ definition }: Variant, failed: SagaStep): readonly SagaStep[] => {
  const element = elementOf(definition, failed.name);
  const index = definition.steps.indexOf(element as SagaElement);
  return definition.steps
    .slice(0, index + 1)
    .flatMap(stepsOfElement)
    .filter(hasCompensation);
};

const states = (steps: readonly SagaStep[], state: LedgerState): Record<string, LedgerState> =>
  Object.fromEntries(steps.map(({ name }) => [name, state]));

const statuses = (
  { definition }: Variant,
  statusOf: (step: SagaStep) => StepStatus,
): Record<string, StepStatus> =>
  Object.fromEntries(flatSteps(definition).map((step) => [step.name, statusOf(step)]));
