import type { Found, Limits } from '../../explore';

/** What was explored, and what came of it. */
export interface Explored {
  /** The saga, or the file of the machine. */
  readonly name: string;
  readonly found: Found;
  readonly limits: Limits;
  readonly interleave: boolean;
  readonly seconds: number;
  /** Every edge of the machines. */
  readonly edges: readonly string[];
}

export const missedEdges = ({ edges, found }: Pick<Explored, 'edges' | 'found'>): readonly string[] =>
  edges.filter((edge) => !found.covered.has(edge));

/** Nothing was left out up to the bound that was asked for. */
export const isComplete = ({ found, limits }: Pick<Explored, 'found' | 'limits'>): boolean =>
  found.exhausted === limits.faults;
