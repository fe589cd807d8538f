import { checkDefinition } from './check-definition';
import type {
  InputSchema,
  ParallelGroup,
  SagaDefinition,
  SagaElement,
  SagaStep,
  Transport,
} from './definition';
import { type DurationParts, toSeconds } from './duration';
import { SagaError } from './errors';

const DEFAULT_LAMBDA_TIMEOUT: DurationParts = { seconds: 30 };
const DEFAULT_QUEUE_TIMEOUT: DurationParts = { minutes: 30 };

interface StepOptions<By extends string> {
  readonly by: By;
  readonly via?: Transport;
  readonly timeout?: DurationParts;
  readonly heartbeat?: DurationParts;
  readonly when?: string;
}

/** A step of a saga. `timeout` defaults to 30 seconds for a Lambda step, 30 minutes for a queue step. */
export function step<const Name extends string, const By extends string, const Compensation extends string>(
  name: Name,
  options: StepOptions<By> & { readonly compensation: Compensation },
): SagaStep<Name, By, Compensation>;
export function step<const Name extends string, const By extends string>(
  name: Name,
  options: StepOptions<By>,
): SagaStep<Name, By, undefined>;
export function step(
  name: string,
  options: StepOptions<string> & { readonly compensation?: string },
): SagaStep {
  const via = options.via ?? 'lambda';
  const timeout = options.timeout ?? (via === 'queue' ? DEFAULT_QUEUE_TIMEOUT : DEFAULT_LAMBDA_TIMEOUT);
  return {
    kind: 'step',
    name,
    by: options.by,
    compensation: options.compensation,
    via,
    timeoutSeconds: toSeconds(timeout),
    ...(options.heartbeat ? { heartbeatSeconds: toSeconds(options.heartbeat) } : {}),
    ...(options.when === undefined ? {} : { when: options.when }),
  };
}

/** Steps that run side by side. If one fails, all of them are undone. */
export const parallel = <const Steps extends readonly SagaStep[]>(steps: Steps): ParallelGroup<Steps> => ({
  kind: 'parallel',
  steps,
});

/**
 * Declares a saga and checks it.
 * @throws SagaError `InvalidDefinition`: every finding, each naming the step and the remedy.
 */
export const defineSaga = <Input, const Steps extends readonly SagaElement[]>(saga: {
  readonly name: string;
  readonly version: number;
  readonly deadline: DurationParts;
  readonly input: InputSchema<Input>;
  readonly steps: Steps;
}): SagaDefinition<Input, Steps> => {
  const definition: SagaDefinition<Input, Steps> = {
    name: saga.name,
    version: saga.version,
    deadlineSeconds: toSeconds(saga.deadline),
    input: saga.input,
    steps: saga.steps,
  };
  const findings = checkDefinition(definition);
  if (findings.length > 0) {
    throw new SagaError('InvalidDefinition', `saga '${saga.name}' is not valid: ${findings.join('; ')}`);
  }
  return definition;
};
