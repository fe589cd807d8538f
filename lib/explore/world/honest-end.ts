import { flatSteps, hasCompensation, ledgerKey, SAGA_ENDS, type SagaStep } from '../../saga';
import { SAGA } from './constants';
import type { World } from './world';

/** What the saga's own execution says when it ends is true at that moment; and it ends by itself only as it may. */
export const checkEnd = (
  { definition, tables, blame }: Pick<World, 'definition' | 'tables' | 'blame'>,
  name: string,
  status: string,
  error: string | undefined,
): void => {
  if (name !== SAGA) return;
  const isDone = ({ name: step, by }: SagaStep): boolean =>
    tables.of(by).items.get(ledgerKey({ name: definition.name, id: SAGA }, step))?.state === 'DONE';
  const there = flatSteps(definition).filter(isDone);
  const undoable = there.filter(hasCompensation).map((step) => step.name);
  if (error === 'SagaCompensated' && undoable.length > 0) {
    blame(`the execution says SagaCompensated, and ${undoable.join(', ')} is there`);
  }
  if (status === 'FAILED' && !OWN_ENDS.has(error ?? '')) {
    blame(`the execution failed with ${error}, and nothing caught it`);
  }
};

const OWN_ENDS: ReadonlySet<string> = new Set(SAGA_ENDS);
