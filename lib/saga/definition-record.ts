import type { When } from './condition';
import type { Cancellable, SagaDefinition, SagaElement, SagaStep, Transport } from './definition';

/** A step as a version of its saga had it: all but the schemas. */
export interface StepRecord {
  readonly name: string;
  readonly by: string;
  readonly compensation?: string;
  readonly via: Transport;
  readonly timeoutSeconds: number;
  readonly heartbeatSeconds?: number;
  readonly when?: When;
}

/** A version of a saga as data, so that what was deployed once can still be read when its code has gone. */
export interface DefinitionRecord {
  readonly name: string;
  readonly version: number;
  readonly deadlineSeconds: number;
  readonly cancellable: Cancellable;
  /** A list is a parallel group. */
  readonly steps: readonly (StepRecord | readonly StepRecord[])[];
}

export const recordOf = (definition: SagaDefinition): DefinitionRecord => ({
  name: definition.name,
  version: definition.version,
  deadlineSeconds: definition.deadlineSeconds,
  cancellable: definition.cancellable,
  steps: definition.steps.map(elementRecord),
});

const elementRecord = (element: SagaElement): StepRecord | readonly StepRecord[] =>
  element.kind === 'parallel' ? element.steps.map(stepRecord) : stepRecord(element);

const stepRecord = ({ name, by, compensation, via, timeoutSeconds, heartbeatSeconds, when }: SagaStep) => ({
  name,
  by,
  ...(compensation === undefined ? {} : { compensation }),
  via,
  timeoutSeconds,
  ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  ...(when === undefined ? {} : { when }),
});

const stepsOf = ({ steps }: DefinitionRecord): readonly StepRecord[] => steps.flat();

/**
 * What open sagas of an earlier version would look for in vain: what unwinds, redrives and consumes is current code, and
 * finds a step, its participant's ledger and its compensation by their names.
 */
export const missedBy = (earlier: DefinitionRecord, current: DefinitionRecord): readonly string[] =>
  stepsOf(earlier)
    .flatMap(({ name, by, compensation }) => {
      const now = stepsOf(current).find((step) => step.name === name);
      if (!now) return [`step '${name}' is gone or has another name`];
      return [
        ...(now.by === by ? [] : [`step '${name}' is by '${now.by}', not by '${by}', whose ledger knows it`]),
        ...missedCompensation(name, compensation, now.compensation),
      ];
    })
    .concat(reorderedBy(earlier, current));

const missedCompensation = (
  step: string,
  earlier: string | undefined,
  now: string | undefined,
): readonly string[] => {
  if (earlier === now) return [];
  // A saga that had come so far would be undone past its point of no return.
  if (earlier === undefined) return [`step '${step}' has a compensation now, and was past the pivot before`];
  return [`compensation '${earlier}' of step '${step}' is gone or has another name`];
};

/** A saga that died past its pivot is finished from the step on that it died in, in the order of current code. */
const reorderedBy = (earlier: DefinitionRecord, current: DefinitionRecord): readonly string[] => {
  const retriable = (record: DefinitionRecord): readonly string[] =>
    stepsOf(record).flatMap(({ name, compensation }) => (compensation === undefined ? [name] : []));
  const before = retriable(earlier);
  const now = retriable(current).filter((name) => before.includes(name));
  const kept = before.filter((name) => now.includes(name));
  const moved = now.find((name, index) => name !== kept[index]);
  return moved === undefined ? [] : [`retriable step '${moved}' comes in another place than before`];
};
