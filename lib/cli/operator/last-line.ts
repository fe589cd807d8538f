import type { CliHost } from '../host';

/** Progress of long work on the last line of a terminal; elsewhere nothing is shown. */
export const lastLine = (host: CliHost): { show(text: string): void; clear(): void } => {
  let shown = false;
  const write = (text: string): void => {
    if (host.liveProgress) host.stderr(`\r\u001b[K${text}`);
  };
  return {
    show: (text) => {
      shown = true;
      write(text);
    },
    clear: () => {
      if (shown) write('');
    },
  };
};
