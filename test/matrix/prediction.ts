import { compile, placeholderTargets } from '../../lib/asl';
import { type Machine, predictTransitions, readMachine, type Scenario } from '../../lib/cost';
import { type SagaDefinition, type SagaElement, skipName, stateName, whenName } from '../../lib/saga';
import { activeSteps, type Variant } from '../every/variants';
import type { Case, Fault } from './cases';
import { FOR_GOOD } from './cases';

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

const machines = new Map<SagaDefinition, Machine>();

const machineOf = (definition: SagaDefinition): Machine => {
  const machine = machines.get(definition) ?? readMachine(compile(definition, placeholderTargets));
  machines.set(definition, machine);
  return machine;
};

/** Transitions that the compiled machine must come to in this case, its end included. */
export const predictedTransitions = ({ variant, faults }: Case): number => {
  return predictTransitions(
    machineOf(variant.definition),
    Object.assign({}, choicesOf(variant), ...faults.map((fault) => happeningOf(variant, fault))) as Scenario,
  ).transitions;
};

/** The way that the input takes at each Choice of the machine. */
export const choicesOf = ({ definition, skipped }: Pick<Variant, 'definition' | 'skipped'>): Scenario => {
  const isSkipped = (name: string): boolean => skipped.includes(name);
  const ways = definition.steps.flatMap((element, index): [string, string][] => {
    const next = definition.steps[index + 1];
    if (element.kind === 'parallel') {
      return element.steps
        .filter(({ when }) => when !== undefined)
        .map(({ name }) => [whenName(name), isSkipped(name) ? skipName(name) : stateName(name)]);
    }
    if (element.when === undefined || !next) return [];
    return [[whenName(element.name), isSkipped(element.name) ? entryOf(next) : stateName(element.name)]];
  });
  return Object.fromEntries(ways.map(([choice, to]) => [choice, { takes: [to] }]));
};

const entryOf = (element: SagaElement): string => {
  if (element.kind === 'parallel') return `${stateName(element.steps[0]?.name ?? '')}Group`;
  return element.when === undefined ? stateName(element.name) : whenName(element.name);
};
