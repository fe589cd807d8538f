import type { Clock } from '../../engine';
import type { Progress } from '../../explore';
import type { CliHost } from '../host';

/** Milliseconds between two lines. */
const EVERY_MS = 500;

/** The last line of a terminal says how far a search has come; anything else is told now and then. */
export const followSearch = (
  host: CliHost,
  clock: Pick<Clock, 'now'>,
): { readonly show: (progress: Progress) => void; readonly end: () => void } => {
  const began = clock.now();
  let shown = began;
  return {
    show: ({ faults, runs, states, waiting }) => {
      const now = clock.now();
      if (!host.liveProgress || now - shown < EVERY_MS) return;
      shown = now;
      const rate = runs / Math.max(0.001, (now - began) / 1000);
      const left = waiting / rate;
      host.stderr(
        `\r\u001b[KK = ${faults}: ${runs} runs, ${states} states, ${rate.toFixed(0)} a second, ${waiting} to go (${left.toFixed(0)} s)`,
      );
    },
    end: () => {
      if (host.liveProgress) host.stderr('\r\u001b[K');
    },
  };
};
