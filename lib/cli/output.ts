import type { Writable } from 'node:stream';

/** An output whose failures reach whoever writes to it: a stream tells them later, and to nobody. */
export interface Output {
  /** @throws the error of an earlier write that failed: there is no use in going on */
  readonly write: (text: string) => void;
  /** Resolves when a write has failed. */
  readonly failed: Promise<void>;
  /**
   * Resolves when everything has been taken.
   * @throws the error of the first write that failed
   */
  readonly flushed: () => Promise<void>;
}

export const openOutput = (stream: Writable): Output => {
  let failure: Error | undefined;
  const failed = new Promise<void>((resolve) => {
    stream.on('error', (error: Error) => {
      failure ??= error;
      resolve();
    });
  });
  return {
    write: (text) => {
      if (failure) throw failure;
      stream.write(text);
    },
    failed,
    flushed: async () => {
      // Called in any case, with the error that there was.
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
      if (failure) throw failure;
    },
  };
};

/** Whoever read the output has seen enough (`| head`): no error of anybody. */
export const isReaderGone = (error: unknown): boolean => (error as NodeJS.ErrnoException)?.code === 'EPIPE';
