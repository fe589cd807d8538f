import type { Branch } from '../search/follow';
import type { RunResult } from '../search/run-schedule';
import type { Schedule } from '../search/schedule';

/** What a thread is asked. */
export type Request =
  | {
      /** What all later ones are about. */
      readonly kind: 'open';
      readonly saga: string;
      readonly input: unknown;
      readonly interleave: boolean;
      readonly states: SharedArrayBuffer;
    }
  | { readonly kind: 'run'; readonly branches: readonly Branch[] }
  /** One schedule, to its end, for somebody who reads what happened. */
  | { readonly kind: 'read'; readonly schedule: Schedule };

export type Answer =
  | { readonly kind: 'opened'; readonly edges: readonly string[] }
  | { readonly kind: 'results'; readonly results: readonly RunResult[] }
  /** One line. */
  | { readonly kind: 'failed'; readonly message: string };
