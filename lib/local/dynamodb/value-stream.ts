import { Stream } from 'node:stream';
import type { Level, RangeOptions, ValueStream } from './dynalite';

/** How many values are read at a time. */
const CHUNK = 100;

/**
 * The values of a range of keys, as the events dynalite listens to: `data`, `end`, `error`. It reads what was in the
 * database when it was made. It is a bare Stream since dynalite's reader would listen twice to any other emitter. dynalite's own stream reads value by value, and does not close its iterator when a page is
 * full.
 */
export const valueStream = (level: Level, prefix: string, options: RangeOptions): ValueStream => {
  const stream = Object.assign(new Stream(), {
    destroyed: false,
    destroy: () => {
      stream.destroyed = true;
    },
  });
  const values = level.values(within(prefix, options));
  const read = async (): Promise<void> => {
    try {
      for (;;) {
        const chunk = await values.nextv(CHUNK);
        for (const value of chunk) if (!stream.destroyed) stream.emit('data', value);
        if (stream.destroyed) return;
        if (chunk.length === 0) break;
      }
      stream.emit('end');
    } catch (error) {
      stream.emit('error', error);
    } finally {
      await values.close();
    }
  };
  void read();
  return stream;
};

/** The bounds inside `prefix`; where one is missing, the prefix's own. */
const within = (prefix: string, options: RangeOptions): RangeOptions => {
  const { gte, gt, lte, lt, ...others } = options;
  return {
    ...others,
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte === undefined ? { lt: prefix + (lt ?? '\uffff') } : { lte: prefix + lte }),
  };
};
