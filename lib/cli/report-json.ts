import { measuredCost, PRICE_LIST, pricedRegions } from '../cost';
import type { SagaReport } from '../operations';

/** What Step Functions charges for an execution, free transitions aside. */
export interface ExecutionCost {
  readonly region: string;
  /** Start included; four digits. */
  readonly usd: number;
}

/** Null where the price is not known. */
export const costOf = (transitions: number, region: string | undefined): ExecutionCost | null => {
  if (region === undefined || !pricedRegions(PRICE_LIST).includes(region)) return null;
  return { region, usd: Number(measuredCost(transitions, region).usd.toPrecision(4)) };
};

/** A report as `--json` prints it: all that a person is shown. */
export const reportJson = (
  report: SagaReport,
  region: string,
): SagaReport & { readonly cost: ExecutionCost | null } => ({
  ...report,
  cost: costOf(report.execution.transitions, region),
});
