import type { SagaDefinition } from '../../saga';
import type { StateMachineDefinition } from '../types';
import type { VisitedState } from '../walk';
import type { Expression } from './expressions';

/** Something wrong with a machine. */
export interface Finding {
  /** Id of the check, kebab-case. */
  readonly check: string;
  /** Name of the state, or `(machine)`. */
  readonly state: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** What a check looks at. */
export interface LintInput {
  readonly machine: StateMachineDefinition;
  /** Every state, branches included. */
  readonly states: readonly VisitedState[];
  /** Every expression of its JSONata states. */
  readonly expressions: readonly Expression[];
}

/** What a check of a saga's machine looks at. */
export interface SagaLintInput extends LintInput {
  readonly definition: SagaDefinition;
}

/** A finding before the check's id is added. */
export type Remark = Omit<Finding, 'check'>;

export type Check = (input: LintInput) => readonly Remark[];
export type AsyncCheck = (input: LintInput) => Promise<readonly Remark[]>;
export type SagaCheck = (input: SagaLintInput) => readonly Remark[];

/** Stands for the state in findings about the machine as a whole. */
export const MACHINE = '(machine)';
