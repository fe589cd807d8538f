import { readFileSync } from 'node:fs';
import type { StateMachineDefinition } from '../../../lib/asl';

/** A small machine with its input, what its services answer, and what comes of it on AWS. */
export interface FieldCase {
  readonly name: string;
  readonly definition: StateMachineDefinition;
  readonly input: unknown;
  /** What a Task answers, by the last part of its resource: a value, or a StandIn. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** `output`, `status`, `fails`, `error`, `cause contains`, `refused` (true or AWS's code), `loads`. */
  readonly expect: Readonly<Record<string, unknown>>;
  /** Where the right value comes from. */
  readonly why?: string;
}

export const readFieldCases = (path: string): readonly FieldCase[] =>
  JSON.parse(readFileSync(path, 'utf8')) as FieldCase[];
