import {
  type ActionCommand,
  type CompensationCommand,
  type Failure,
  type FenceCommand,
  fenceCommandName,
  findStep,
  type SagaDefinition,
  type SagaReference,
} from '../../../lib/saga';

export const START_TIME = '2026-11-24T10:00:00.000Z';

export const sagaOf = (definition: SagaDefinition, id = 's-1'): SagaReference => ({
  name: definition.name,
  id,
  version: definition.version,
  startTime: START_TIME,
  deadlineSeconds: definition.deadlineSeconds,
});

interface Attempt {
  readonly id?: string;
  readonly attempt?: number;
  readonly runner?: string;
}

/** Commands as the state machine of `definition` sends them. */
export const commandsOf = (definition: SagaDefinition, input: unknown) => ({
  action: (
    step: string,
    {
      id,
      attempt = 1,
      runner = 'main',
      ...more
    }: Attempt & Partial<Pick<ActionCommand, 'input' | 'results' | 'skipped' | 'taskToken' | 'saga'>> = {},
  ): ActionCommand => ({
    saga: sagaOf(definition, id),
    step: { name: step, command: step, phase: 'action', attempt, runner },
    input,
    results: {},
    skipped: [],
    ...more,
  }),
  compensation: (
    step: string,
    {
      id,
      attempt = 1,
      runner = 'main',
      failure,
      skipped,
    }: Attempt & { readonly failure?: Failure; readonly skipped?: boolean } = {},
  ): CompensationCommand => ({
    saga: sagaOf(definition, id),
    step: {
      name: step,
      command: findStep(definition, step)?.compensation ?? 'none',
      phase: 'compensation',
      attempt,
      runner,
      ...(skipped === undefined ? {} : { skipped }),
    },
    ...(failure ? { failure } : {}),
  }),
  fence: (step: string, { id, attempt = 1, runner = 'u1' }: Attempt = {}): FenceCommand => ({
    saga: sagaOf(definition, id),
    step: { name: step, command: fenceCommandName(step), phase: 'fence', attempt, runner },
  }),
});

export const failureAt = (...steps: string[]): Failure => ({
  steps,
  error: 'BusinessError',
  cause: 'Refused: the answer is no',
});
