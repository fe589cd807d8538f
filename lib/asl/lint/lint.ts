import type { SagaDefinition } from '../../saga';
import type { StateMachineDefinition } from '../types';
import { walk } from '../walk';
import type { AsyncCheck, Check, Finding, LintInput, Remark, SagaCheck } from './check';
import { choiceDefault } from './checks/choice-default';
import { commandsComplete } from './checks/commands-complete';
import { compensationOrder } from './checks/compensation-order';
import { conditionAsked } from './checks/condition-asked';
import { dataLimit } from './checks/data-limit';
import { definitionSize } from './checks/definition-size';
import { errorNames } from './checks/error-names';
import { forwardOrder } from './checks/forward-order';
import { givenUpIsParked } from './checks/given-up-is-parked';
import { leanCompensation } from './checks/lean-compensation';
import { machineTimeout } from './checks/machine-timeout';
import { noLoop } from './checks/no-loop';
import { ownCompensation } from './checks/own-compensation';
import { ownEnd } from './checks/own-end';
import { parkEntry } from './checks/park-entry';
import { parkOrder } from './checks/park-order';
import { retryNumbers } from './checks/retry-numbers';
import { taskCatch } from './checks/task-catch';
import { taskTimeout } from './checks/task-timeout';
import { totalExpression } from './checks/total-expression';
import { unknownFunction } from './checks/unknown-function';
import { unknownVariable } from './checks/unknown-variable';
import { expressionsOf } from './expressions';
import { refusedByAws } from './refused-by-aws';

/** What is wrong in any machine though AWS would take it, by the id of the check. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'definition-size': definitionSize,
  'machine-timeout': machineTimeout,
  'unknown-function': unknownFunction,
  'unknown-variable': unknownVariable,
  'task-timeout': taskTimeout,
  'task-catch': taskCatch,
  'choice-default': choiceDefault,
  'data-limit': dataLimit,
  'error-names': errorNames,
  'retry-numbers': retryNumbers,
};

/** What evaluates expressions; jsonata does so asynchronously. */
export const EVALUATING_CHECKS: Readonly<Record<string, AsyncCheck>> = {
  'total-expression': totalExpression,
};

/** What is wrong in the machine of a saga: these compare it with the definition. */
export const SAGA_CHECKS: Readonly<Record<string, SagaCheck>> = {
  'commands-complete': commandsComplete,
  'forward-order': forwardOrder,
  'own-compensation': ownCompensation,
  'compensation-order': compensationOrder,
  'given-up-is-parked': givenUpIsParked,
  'park-entry': parkEntry,
  'park-order': parkOrder,
  'condition-asked': conditionAsked,
  'own-end': ownEnd,
  'no-loop': noLoop,
  'lean-compensation': leanCompensation,
};

/**
 * Findings that need no evaluation, at once. With a definition the machine is also compared with it: its own machine, or
 * its unwind machine.
 */
export const lintStructure = (
  machine: StateMachineDefinition,
  definition?: SagaDefinition,
): readonly Finding[] => structureFindings(inputOf(machine), definition);

/** All findings on a machine that local validators do not see; none when it is sound. */
export const lint = async (
  machine: StateMachineDefinition,
  definition?: SagaDefinition,
): Promise<readonly Finding[]> => {
  const input = inputOf(machine);
  const evaluated = await Promise.all(
    Object.entries(EVALUATING_CHECKS).map(async ([id, check]) => named(id, await check(input))),
  );
  return [...structureFindings(input, definition), ...evaluated.flat()];
};

const inputOf = (machine: StateMachineDefinition): LintInput => {
  const states = [...walk(machine)];
  return { machine, states, expressions: expressionsOf(machine, states) };
};

const structureFindings = (input: LintInput, definition?: SagaDefinition): readonly Finding[] => [
  ...refusedByAws(input.machine),
  ...run(CHECKS, (check) => check(input)),
  ...(definition ? run(SAGA_CHECKS, (check) => check({ ...input, definition })) : []),
];

const run = <C>(
  checks: Readonly<Record<string, C>>,
  apply: (check: C) => readonly Remark[],
): readonly Finding[] => Object.entries(checks).flatMap(([id, check]) => named(id, apply(check)));

const named = (check: string, remarks: readonly Remark[]): readonly Finding[] =>
  remarks.map((remark) => ({ check, ...remark }));
