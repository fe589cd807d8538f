import { directionOf, executionArn, isDead, isRunning } from '../runtime';
import { foldEvents, hasUnwindMark, type SagaState } from '../saga';
import type { FoundSaga } from './find-saga';
import type { OperationPorts } from './operation-ports';

/**
 * Whether a saga has passed its point of no return, so that it goes forward whatever happens. Its execution decides: how
 * it ended, else the states that it entered; only where Step Functions has forgotten it does the log, which lags behind.
 */
export const isPastPivot = async (
  {
    definition,
    orchestrator,
    stateMachineArn,
  }: Pick<OperationPorts, 'definition' | 'orchestrator' | 'stateMachineArn'>,
  { id, logged, execution }: FoundSaga,
): Promise<boolean> => {
  if (logged && hasUnwindMark(logged.events)) return false;
  if (!execution) return logged !== undefined && saysPast(foldEvents(logged.header.steps, logged.events));
  if (isRunning(execution) || isDead(execution)) {
    const entered = orchestrator.statesEntered(executionArn(stateMachineArn, id));
    return (await directionOf(definition, entered)).kind === 'forward';
  }
  return execution.status === 'SUCCEEDED' || execution.error === 'SagaCompletionFailed';
};

const saysPast = ({ status, steps }: SagaState): boolean =>
  status === 'COMPLETED' ||
  status === 'COMPLETION_FAILED' ||
  (status === 'RUNNING' && steps.some((step) => step.type === 'retriable' && step.status !== 'PENDING'));
