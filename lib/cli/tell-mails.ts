import type { Mail } from '../local';
import type { CliHost } from './host';
import { cut } from './record-text';

/** Characters of what a line shows of a mail's text. */
const SHOWN = 120;

/** Tells of each mail that would have been sent, in one line; nothing is sent from here. */
export const tellMails =
  (host: Pick<CliHost, 'stderr'>): ((mail: Mail) => void) =>
  ({ address, subject, text }) =>
    host.stderr(`saga: would mail ${address}: ${subject}: ${cut(text.replaceAll(/\s+/g, ' '), SHOWN)}\n`);
