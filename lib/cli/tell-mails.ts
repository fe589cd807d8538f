import type { Mail } from '../local';
import type { CliHost } from './host';

/** Columns of what a line shows of a mail's text. */
const SHOWN = 120;

/** Tells of each mail that would have been sent, in one line; nothing is sent from here. */
export const tellMails =
  (host: Pick<CliHost, 'stderr'>): ((mail: Mail) => void) =>
  ({ address, subject, text }) =>
    host.stderr(`saga: would mail ${address}: ${subject}: ${shortened(text)}\n`);

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
};
