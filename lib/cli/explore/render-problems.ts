import { scheduleText, type Violation } from '../../explore';

/** Each problem once, with the first schedule that brings it. */
export const renderProblems = (violations: readonly Violation[]): string => {
  const first = new Map<string, Violation>();
  for (const violation of violations)
    if (!first.has(violation.problem)) first.set(violation.problem, violation);
  if (first.size < 2) return '';
  const lines = [...first.values()].flatMap(({ problem, schedule }) => [
    `  ${problem}`,
    `    --schedule ${scheduleText(schedule)}`,
  ]);
  return [`${first.size} different problems:`, ...lines, '', ''].join('\n');
};
