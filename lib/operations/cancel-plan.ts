import { isUnwindGivenUp } from '../runtime';
import {
  type Cancellable,
  foldEvents,
  hasHappened,
  isFenced,
  loggedSteps,
  type SagaEvent,
  type SagaState,
  type SagaStatus,
} from '../saga';
import { type FoundSaga, findSaga, refuseClosed } from './find-saga';
import type { OperationPorts } from './operation-ports';
import { isPastPivot } from './past-pivot';

/** What cancelling does to one step. */
export type CancelEffect =
  /** Its compensation runs. */
  | 'undone'
  | 'undone-already'
  /** It has not happened, and never will. */
  | 'ruled-out'
  /** It has happened, and no compensation takes it back. */
  | 'stays'
  /** An attempt may be under way: it stays if it comes through before it is ruled out. */
  | 'may-stay';

export interface PlannedStep {
  readonly step: string;
  readonly participant: string;
  /** The command that undoes it; null for a retriable step. */
  readonly compensation: string | null;
  readonly effect: CancelEffect;
}

/** What cancelling a saga would do now; it may go on while somebody reads this. */
export interface CancelPlan {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly status: SagaStatus;
  readonly cancellable: Cancellable;
  /** Why it would be refused; null when it would not. */
  readonly refusal: 'never' | 'past-pivot' | null;
  readonly steps: readonly PlannedStep[];
}

/** @throws SagaError `UnknownSaga`, `SagaClosed` */
export const planCancellation = async (ports: OperationPorts, id: string): Promise<CancelPlan> => {
  const found = await findSaga(ports, id);
  refuseClosed(found);
  const { definition } = ports;
  const { logged } = found;
  const events = logged?.events ?? [];
  const state = foldEvents(logged?.header.steps ?? loggedSteps(definition), events);
  return {
    sagaId: id,
    sagaName: definition.name,
    status: state.status,
    cancellable: definition.cancellable,
    refusal: await refusalOf(ports, found),
    steps: state.steps.map((step) => ({
      step: step.name,
      participant: step.by,
      compensation: step.compensation ?? null,
      effect: effectOn(step, events),
    })),
  };
};

/** Why a saga is not cancelled; null when it is. One that was turned back already is, however often it is asked. */
export const refusalOf = async (
  ports: Pick<OperationPorts, 'definition' | 'orchestrator' | 'stateMachineArn'>,
  found: FoundSaga,
): Promise<CancelPlan['refusal']> => {
  switch (ports.definition.cancellable) {
    case 'always':
      return null;
    case 'never':
      // It was turned back already, and that was given up: whoever asks has it tried again.
      return isUnwindGivenUp(found.logged?.events ?? []) ? null : 'never';
    case 'until-pivot':
      return (await isPastPivot(ports, found)) ? 'past-pivot' : null;
  }
};

const effectOn = (step: SagaState['steps'][number], events: readonly SagaEvent[]): CancelEffect => {
  const { type, status } = step;
  if (type === 'retriable' && hasHappened(step, events)) return 'stays';
  if (status === 'PENDING' || status === 'SKIPPED') return 'ruled-out';
  if (type === 'retriable') return isFenced(step, events) ? 'ruled-out' : 'may-stay';
  return status === 'COMPENSATED' ? 'undone-already' : 'undone';
};
