import pc from 'picocolors';
import { plainTable } from '../plain-table';
import { type Explored, isComplete, missedEdges } from './about';

interface Style {
  readonly color: boolean;
  readonly columns?: number | undefined;
}

/** Kind of fault → what it is. */
const KINDS: Readonly<Record<string, string>> = {
  refused: 'it says no, or fails, and nothing is done',
  throttled: 'an invocation is one too many',
  broken: 'a function fails before it does anything',
  dies: 'a function, or who mends, dies before a write',
  fails: 'a write fails',
  unheard: 'a write is done, and nobody hears of it',
  late: 'what was timed out goes on later',
  lost: 'it is done, and the answer is lost',
  twice: 'a command, message or answer comes twice',
  unsent: 'a message cannot be sent',
  event: 'the event of a dead execution is lost, late or twice',
  expiry: 'a message expires',
  execution: 'an execution is stopped, or its time is over',
  operator: 'somebody cancels, starts again, redrives, resolves',
  time: 'the deadline passes, or the longest run is over',
  order: 'another has its turn first',
};

export const renderFound = ({ color, columns }: Style, explored: Explored): string => {
  const { found, edges } = explored;
  const colors = pc.createColors(color);
  const rows = Object.entries(found.kinds)
    .filter(([, { choices, runs }]) => choices + runs > 0)
    .map(([kind, { choices, runs, states }]) => [kind, choices, runs, states, KINDS[kind] ?? '']);
  const table = plainTable(colors, ['fault', 'choices', 'runs', 'new states', 'what it is'], rows, columns);
  const missed = missedEdges(explored);
  const taken = edges.length - missed.length;
  const ends = Object.entries(found.ends).map(([status, runs]) => `${status} ${runs}`);
  return [
    headline(explored),
    '',
    table,
    '',
    `ends: ${ends.join(', ') || 'none'}; ${found.cut} runs came to a state that was known`,
    `coverage: ${taken} of ${edges.length} ways out of a state${missed.length > 0 ? '; never taken:' : ''}`,
    ...missed.map((edge) => `  ${edge}`),
    '',
  ].join('\n');
};

/** Never calls complete what was not exhausted. */
const headline = (explored: Explored): string => {
  const { name, found, limits, interleave, seconds } = explored;
  const { exhausted, runs, states, violations } = found;
  const bound = interleave ? `, ${limits.turns} turns out of order` : '';
  const figures = `${runs} runs, ${states} distinct states, ${violations.length} violations, ${seconds.toFixed(1)} s`;
  if (isComplete(explored)) return `${name}: complete to K = ${limits.faults}${bound}: ${figures}`;
  const reached =
    exhausted === undefined ? 'no bound was exhausted' : `complete to K = ${exhausted}${bound} only`;
  return `${name}: ${reached}: ${figures}`;
};
