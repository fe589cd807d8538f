import { isoTime } from '../../runtime';

/** What is noted while a world runs. */
export interface WorldRecord {
  /** What happened, in order; empty where nobody reads it. */
  readonly trace: readonly string[];
  /** What must not happen at any time, and did. */
  readonly blamed: readonly string[];
  /** What happened but for which the saga would need no help. */
  readonly excuses: readonly string[];
  readonly wasMeddledWith: () => boolean;
  readonly note: (line: string) => void;
  readonly blame: (problem: string) => void;
  readonly excuse: (what: string) => void;
  /** Something was killed, cancelled, lost or parked. */
  readonly meddle: () => void;
}

export const openRecord = (now: () => number, isRead: boolean): WorldRecord => {
  const trace: string[] = [];
  const blamed: string[] = [];
  const excuses: string[] = [];
  let meddledWith = false;
  const note = (line: string): void => {
    if (isRead) trace.push(`${isoTime(now())} ${line}`);
  };
  return {
    trace,
    blamed,
    excuses,
    wasMeddledWith: () => meddledWith,
    note,
    blame: (problem) => {
      note(`! ${problem}`);
      blamed.push(problem);
    },
    excuse: (what) => {
      note(`(${what})`);
      excuses.push(what);
      meddledWith = true;
    },
    meddle: () => {
      meddledWith = true;
    },
  };
};
