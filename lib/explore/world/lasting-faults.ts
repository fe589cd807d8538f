import type { Persistence } from '../choices/faults';

/** What stays wrong: the command, or the place, it is about → what happens, to whom, and where. */
export interface LastingFaults {
  /** `runner`: whoever meets it now; `at`: the call. @returns the fault, undefined where nothing is wrong */
  readonly meets: (subject: string, runner: string, at: string) => string | undefined;
  readonly last: (
    subject: string,
    fault: {
      readonly name: string;
      readonly persistence: Persistence;
      readonly runner: string;
      readonly at: string;
    },
  ) => void;
  /** Everything works again. */
  readonly mend: () => void;
  readonly standing: () => unknown;
}

interface Lasting {
  readonly name: string;
  /** Undefined: whoever it is. */
  readonly runner: string | undefined;
  readonly at: string;
}

export const lastingFaults = (): LastingFaults => {
  const known = new Map<string, Lasting>();
  return {
    meets: (subject, runner, at) => {
      const fault = known.get(subject);
      if (!fault || fault.at !== at) return undefined;
      return fault.runner === undefined || fault.runner === runner ? fault.name : undefined;
    },
    last: (subject, { name, persistence, runner, at }) => {
      if (persistence === 'once') return;
      known.set(subject, { name, runner: persistence === 'limit' ? runner : undefined, at });
    },
    mend: () => known.clear(),
    standing: () => [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
};
