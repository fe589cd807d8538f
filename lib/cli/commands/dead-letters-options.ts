import type { CliHost } from '../host';
import type { OperatorOptions } from '../operator/options';
import type { Deployment } from '../operator/with-deployment';

export interface LettersOptions extends OperatorOptions {
  readonly all?: true;
  readonly step?: string;
  readonly reason?: string;
  readonly queue?: true;
  readonly limit?: string;
}

/** One action on dead letters; its options and id have been checked. */
export type LettersVerb = (
  host: CliHost,
  deployment: Deployment,
  options: LettersOptions,
  id: string | undefined,
) => Promise<number>;
