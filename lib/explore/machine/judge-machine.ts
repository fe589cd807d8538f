import type { Problem } from '../judges/judge';
import type { Effects } from './effects';
import type { MachineRun } from './run-machine';

/** What must hold when an execution has ended: either all that was made stands, or nothing does. */
export const judgeMachine = (
  { status, error, there, undone, called, keyless }: MachineRun,
  effects: Effects,
): readonly Problem[] => {
  if (status === undefined) return [];
  const ended = `the execution ended ${status}${error === undefined ? '' : ` (${error})`}`;
  if (status === 'RUNNING')
    return [{ invariant: 'it comes to its end', problem: 'the execution never ends' }];
  const problem = (invariant: string, text: string): Problem => ({ invariant, problem: text });
  if (status === 'SUCCEEDED') {
    if (undone.size === 0 || there.size === 0) return [];
    return [
      problem(
        'all stands, or nothing does',
        `${ended}, with ${list(there)} there and ${list(undone)} undone`,
      ),
    ];
  }
  return [...there].map((name) => {
    const { undoneBy = '', key } = effects[name] ?? {};
    const why = keyless.has(undoneBy)
      ? `${undoneBy} was called, and found no ${key}`
      : `${undoneBy} was ${called.has(undoneBy) ? 'called before it was made' : 'never called'}`;
    return problem('who turns back leaves nothing behind', `${ended}, and ${name} is there: ${why}`);
  });
};

const list = (names: Iterable<string>): string => [...names].join(', ');
