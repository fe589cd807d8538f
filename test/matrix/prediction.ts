import { compile, placeholderTargets } from '../../lib/asl';
import { predictTransitions, readMachine, type Scenario } from '../../lib/cost';
import { stateName, whenName } from '../../lib/saga';
import type { Case, Fault } from './cases';
import { FOR_GOOD } from './cases';
import { activeSteps, type Variant } from './variants';

/** The error that a caller sees for a fault, as the state machine names it. */
const ERRORS: Readonly<Record<string, string>> = {
  business: 'BusinessError',
  transient: 'TransientError',
  'crash-before': 'Lambda.TooManyRequestsException',
  'crash-after': 'Lambda.SdkClientException',
  timeout: 'States.Timeout',
  late: 'States.Timeout',
};

const queueError = ({ kind, times }: Fault): string | undefined => {
  if (kind === 'business') return 'BusinessError';
  if (kind === 'timeout' || kind === 'late' || kind === 'answer-late') return 'States.Timeout';
  return times === FOR_GOOD && (kind === 'transient' || kind === 'crash-before')
    ? 'States.Timeout'
    : undefined;
};

const happeningOf = (variant: Variant, fault: Fault): Scenario => {
  const queued = activeSteps(variant).some(({ name, via }) => name === fault.command && via === 'queue');
  const error = queued ? queueError(fault) : ERRORS[fault.kind];
  if (error === undefined) return {};
  const name = stateName(fault.command);
  if (queued) return { [name]: { errors: [error] } };
  return {
    [name]:
      fault.times === FOR_GOOD ? { forEver: error } : { errors: Array(fault.times).fill(error) as string[] },
  };
};

/** Transitions that the compiled machine must come to in this case, its end included. */
export const predictedTransitions = ({ variant, faults }: Case): number => {
  const machine = readMachine(compile(variant.definition, placeholderTargets));
  const choices = Object.fromEntries(
    variant.definition.steps
      .flatMap((element) => (element.kind === 'parallel' ? element.steps : [element]))
      .filter(({ when }) => when !== undefined)
      .map((step) => [whenName(step.name), { takes: [choiceOf(variant, step.name)] }]),
  );
  return predictTransitions(
    machine,
    Object.assign(choices, ...faults.map((fault) => happeningOf(variant, fault))) as Scenario,
  ).transitions;
};

const choiceOf = ({ definition, skipped }: Variant, step: string): string => {
  if (!skipped.includes(step)) return stateName(step);
  const index = definition.steps.findIndex((element) => element.kind === 'step' && element.name === step);
  if (index < 0) return `Skip${stateName(step)}`;
  const following = definition.steps[index + 1];
  return following?.kind === 'parallel'
    ? `${stateName(following.steps[0]?.name ?? '')}Group`
    : stateName(following?.name ?? '');
};
