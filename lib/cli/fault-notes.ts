import type { FaultReport, FaultRule } from '../local';
import { flatSteps, hasCompensation, type SagaDefinition } from '../saga';

/** More attempts than anything is given: a fault that stays. */
export const FOR_GOOD = 99;

/** One line for each fault that was asked for and has not happened: what was shown is not what it was meant to show. */
export const faultNotes = (definition: SagaDefinition, reports: readonly FaultReport[]): readonly string[] =>
  reports.flatMap((report, index) => {
    if (report.strikes > 0) return [];
    const why = reasonOf(definition, report, reports.slice(0, index));
    return why === undefined ? [] : [`note: '${textOf(report.rule)}' did not happen: ${why}`];
  });

const textOf = ({ command, kind, times }: FaultRule): string =>
  `${command}=${kind}${times === undefined ? '' : `:${times}`}`;

const reasonOf = (
  definition: SagaDefinition,
  { rule, hits }: FaultReport,
  before: readonly FaultReport[],
): string | undefined => {
  const { command, kind } = rule;
  if (hits > 0 && kind === 'late') return notLate(definition, command);
  if (hits > 0)
    return `${command} writes no transaction that could conflict, as it changes no counter and no record`;
  if (before.some((other) => other.rule.command === command && other.hits > 0)) {
    return `the faults before it took every attempt of ${command}`;
  }
  return neverSent(definition, command);
};

/** It started when the saga was over; where there is no compensation, later than that is as late as it gets. */
const notLate = (definition: SagaDefinition, command: string): string | undefined => {
  const step = flatSteps(definition).find(({ name }) => name === command);
  if (!step) return `no other attempt of ${command} ran; use ${command}=late:1`;
  if (!hasCompensation(step)) return undefined;
  return `a retry of ${command} succeeded, so nothing was undone before it; use ${command}=late:${FOR_GOOD}`;
};

const neverSent = (definition: SagaDefinition, command: string): string => {
  const undoable = flatSteps(definition).filter(hasCompensation);
  const undoes = undoable.some(({ compensation }) => compensation === command);
  return undoes
    ? `${command} was never sent, as its step was not undone; add --fail ${undoable[undoable.length - 1]?.name}=business`
    : `${command} was never sent: the saga did not come to it, or its condition did not hold`;
};
