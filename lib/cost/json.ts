import type { AlternativeKind } from './alternatives';
import type { Service } from './bill';
import type { Ceilings } from './ceilings';
import type { Estimate, PricedPath, Transitions } from './estimate';
import type { Lever } from './levers';

/** What `saga cost --json` prints. USD unrounded; the first three transitions per execution, the others per month. */
export interface EstimateJson {
  readonly saga: string;
  readonly region: string;
  /** Per month. */
  readonly executions: number;
  readonly transitions: Transitions;
  readonly monthlyUsd: Readonly<Record<Service, number | null>> & { readonly total: number };
  readonly paths: readonly PricedPath[];
  readonly alternatives: readonly {
    readonly kind: AlternativeKind;
    readonly monthlyUsd: number | null;
    readonly givesUp: readonly string[];
  }[];
  readonly levers: readonly Lever[];
  readonly ceilings: Ceilings;
  /** About the order of the steps: see `warnOfOrder`. */
  readonly warnings: readonly string[];
}

export const estimateJson = (estimate: Estimate, warnings: readonly string[] = []): EstimateJson => ({
  saga: estimate.name,
  region: estimate.region,
  executions: estimate.workload.executionsPerMonth,
  transitions: estimate.transitions,
  monthlyUsd: { ...estimate.bill.usd, total: estimate.bill.totalUsd },
  paths: estimate.paths,
  alternatives: estimate.alternatives.map(({ kind, monthlyUsd, givesUp }) => ({ kind, monthlyUsd, givesUp })),
  levers: estimate.levers,
  ceilings: estimate.ceilings,
  warnings,
});
