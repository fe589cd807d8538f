import pc from 'picocolors';
import type { CancelPlan, PlannedStep } from '../operations';
import { plainTable } from './plain-table';

const EFFECTS: Readonly<Record<PlannedStep['effect'], string>> = {
  undone: 'is undone',
  'undone-already': 'is undone already',
  'ruled-out': 'has not happened, and never will',
  stays: 'STAYS: nothing undoes it',
  'may-stay': 'MAY STAY: an attempt may be under way, and nothing undoes it',
};

export interface PlanStyle {
  readonly color: boolean;
  /** Characters of a line of the terminal. @default any number */
  readonly columns?: number | undefined;
}

/** What cancelling would do to each step; of a saga that cannot be cancelled, only that. */
export const renderCancelPlan = (plan: CancelPlan, { color, columns }: PlanStyle): string => {
  const verdict = `${plan.sagaId} (${plan.sagaName}) is ${plan.status}; ${verdictOn(plan)}\n`;
  if (plan.refusal !== null) return verdict;
  const rows = plan.steps.map(({ step, participant, compensation, effect }) => [
    step,
    participant,
    `${EFFECTS[effect]}${effect === 'undone' ? `, by ${compensation}` : ''}`,
  ]);
  const table = plainTable(pc.createColors(color), ['step', 'by', 'if it is cancelled'], rows, columns);
  return `${verdict}\n${table}\n`;
};

const verdictOn = ({ refusal, steps, sagaName }: CancelPlan): string => {
  if (refusal === 'never') return `no ${sagaName} saga can be cancelled`;
  if (refusal === 'past-pivot')
    return `it is past its pivot, and ${sagaName} sagas can be cancelled only before that`;
  const staying = steps.filter(({ effect }) => effect === 'stays' || effect === 'may-stay');
  if (staying.length === 0) return 'cancelled, it is undone as a whole';
  return `cancelled, it is undone but for ${staying.map(({ step }) => step).join(', ')}`;
};
