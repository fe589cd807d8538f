import { explainFailure } from '../build';
import type { CliHost } from './host';

/** Errors of the operating system whose own words say too little. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk: make room, and try again',
  EDQUOT: 'the disk quota is used up: make room, and try again',
  EMFILE: 'too many files are open: raise the limit (ulimit -n), and try again',
};

/** The one line about what went wrong. */
export const errorLine = (error: unknown, { env, root }: Pick<CliHost, 'env' | 'root'>): string => {
  const line = `saga: ${reasonOf(error, root)}\n`;
  // Whoever looks for a fault in the CLI itself wants to know where it came from.
  return env.SAGA_DEBUG && error instanceof Error ? `${line}${error.stack ?? ''}\n` : line;
};

/** What only a mistake in a source can throw: that of a saga, most likely, since commands load them. */
const isMistake = (error: unknown): boolean => error instanceof TypeError || error instanceof ReferenceError;

const reasonOf = (error: unknown, root: string): string => {
  if (isMistake(error)) return explainFailure(error, root);
  return words(error)
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
};

const words = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code = '', message } = error as NodeJS.ErrnoException;
  return message.startsWith(`${code}: `) && SYSTEM[code] !== undefined ? SYSTEM[code] : message;
};
