import type { Estimate } from './estimate';

/** USD that may not be exceeded; each bound on its own. */
export interface CostBudget {
  /** Of a thousand executions more: whatever the volume, so that a build does not depend on it. */
  readonly perThousand?: number;
  readonly monthly?: number;
}

/** Why the estimate does not keep the budget; undefined when it does. A service without a price counts as 0. */
export const exceeds = (estimate: Estimate, budget: CostBudget): string | undefined => {
  const { name, bill, marginalUsdPerThousand, workload } = estimate;
  const { perThousand, monthly } = budget;
  if (perThousand !== undefined && marginalUsdPerThousand > perThousand) {
    return (
      `${name} costs ${usd(marginalUsdPerThousand)} per 1,000 executions, over its budget of ${usd(perThousand)}` +
      biggest(estimate)
    );
  }
  if (monthly !== undefined && bill.totalUsd > monthly) {
    return (
      `${name} costs ${usd(bill.totalUsd)} a month at ${workload.executionsPerMonth} executions, over the budget of ` +
      `${usd(monthly)}${biggest(estimate)}`
    );
  }
  return undefined;
};

const usd = (amount: number): string => `$${Number(amount.toPrecision(6))}`;

const biggest = ({ levers }: Estimate): string =>
  levers[0] === undefined
    ? ''
    : `; the largest lever: ${levers[0].what} (${usd(levers[0].usdPerMillion)} per million)`;
