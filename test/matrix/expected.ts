import {
  elementOf,
  flatSteps,
  hasCompensation,
  type LedgerState,
  type SagaElement,
  type SagaStatus,
  type SagaStep,
  stepsOfElement,
} from '../../lib/saga';
import { type Case, CHAIN_ATTEMPTS, type Fault, FOR_GOOD } from './cases';
import { activeSteps, type Variant } from './variants';

/** What must be true when everything has come to rest. */
export interface Expected {
  readonly status: SagaStatus;
  /** Error of the execution; null when it succeeded. */
  readonly error: string | null;
  /** Step → state of its ledger item; a step that is missing has none. */
  readonly ledgers: Readonly<Record<string, LedgerState>>;
  /** Commands that end in the dead-letter queue. */
  readonly deadLetters: readonly string[];
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
  // Past the pivot nothing refuses a late start: the saga goes forward, so it may still happen.
  if (!hasCompensation(step)) return pastThePivot(variant, step, first, first.kind === 'late' ? 'ran' : fate);
  return compensated(variant, step, second);
};

const completed = (variant: Variant): Expected => ({
  status: 'COMPLETED',
  error: null,
  ledgers: states(activeSteps(variant), 'DONE'),
  deadLetters: [],
});

/** A retriable step that is given up is run again from `saga-errors`, until that gives up too. */
const pastThePivot = (variant: Variant, step: SagaStep, fault: Fault, fate: Fate): Expected => {
  const before = activeSteps(variant).slice(0, activeSteps(variant).indexOf(step));
  if (fault.times !== FOR_GOOD) {
    return { ...completed(variant), error: 'SagaCompletionFailed' };
  }
  return {
    // The effect, and the event about it, may be there although nobody ever got the answer.
    status: fate === 'ran' ? 'COMPLETED' : 'COMPLETION_FAILED',
    error: 'SagaCompletionFailed',
    ledgers: states(fate === 'ran' ? [...before, step] : before, 'DONE'),
    deadLetters: fate === 'ran' ? [] : [step.name],
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
  };
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
