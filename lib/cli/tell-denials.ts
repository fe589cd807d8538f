import type { CliHost } from './host';

/**
 * Tells what the policies of the templates denied, each sentence once: it would be denied on AWS too, where a retry or the
 * sweeper may cover it up for a while.
 */
export const tellDenials = (
  host: Pick<CliHost, 'stderr'>,
): ((denial: { readonly message: string }) => void) => {
  const told = new Set<string>();
  return ({ message }) => {
    if (told.has(message)) return;
    told.add(message);
    host.stderr(`saga: denied, as on AWS: ${message}\n`);
  };
};
