import type { OperatorOptions } from '../operator/options';

export interface CountersOptions extends OperatorOptions {
  readonly reason?: string;
  readonly new?: true;
  readonly history?: true;
}
