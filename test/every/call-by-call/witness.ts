import type { Mishaps } from '../../../lib/local';
import { commandIn } from '../../../lib/local/faults';
import { keyOf, type Mishap, type Point, seriesIn } from './point';

/** Sees the calls and the messages of the saga that runs, and brings one mishap about. */
export interface Witness {
  readonly mishaps: Mishaps;
  /** From now on another saga runs, and this is to happen to it. */
  readonly watch: (mishap?: Mishap) => void;
  /** Nothing is seen any more, and nothing happens: what there was to see, and whether the mishap has happened. */
  readonly leave: () => { readonly points: readonly Point[]; readonly happened: boolean };
}

/**
 * A witness of one saga at a time.
 * @param lateSeconds by how much a message is late
 */
export const witness = (lateSeconds: number): Witness => {
  let points: Point[] | undefined;
  let mishap: Mishap | undefined;
  let happened = false;
  /** Function → the invocation of the last thing that was seen of it, if that was an answer. */
  const answered = new Map<string, string>();
  const counted = new Map<string, number>();
  const next = (series: string): number => {
    const nth = (counted.get(series) ?? 0) + 1;
    counted.set(series, nth);
    return nth;
  };
  /** Whether it is to happen here: once. */
  const strikes = (point: Point, how: Mishap['how']): boolean => {
    if (!mishap || happened || mishap.how !== how || keyOf(mishap.at) !== keyOf(point)) return false;
    happened = true;
    return true;
  };

  return {
    mishaps: {
      dies: ({ functionName, requestId, payload, service, operation }, moment) => {
        if (!points) return false;
        const command = commandOf(payload);
        const follows = answered.get(functionName) === requestId;
        answered.set(functionName, moment === 'after' ? requestId : '');
        const nth = next(`${moment} ${seriesIn(functionName, command)}`);
        const call = `${service} ${operation}`;
        const point = { kind: 'call', functionName, command, call, nth, follows } as const;
        if (moment === 'before') points.push(point);
        return strikes(point, moment);
      },
      delivered: ({ queue, body }) => {
        if (!points) return undefined;
        const command = commandIn(body)?.command;
        const nth = next(`delivered ${seriesIn(queue, command)}`);
        const point = { kind: 'delivery', queue, command, nth } as const;
        points.push(point);
        if (strikes(point, 'twice')) return 'twice';
        return strikes(point, 'late') ? lateSeconds : undefined;
      },
    },
    watch: (one) => {
      points = [];
      mishap = one;
      happened = false;
      counted.clear();
      answered.clear();
    },
    leave: () => {
      const seen = { points: points ?? [], happened };
      points = undefined;
      mishap = undefined;
      return seen;
    },
  };
};

/** The command in the event of an invocation: itself, or what its message carries. */
const commandOf = (payload: string): string | undefined => {
  const direct = commandIn(payload);
  if (direct) return direct.command;
  const { Records: [record] = [] } = JSON.parse(payload) as {
    readonly Records?: readonly { readonly body?: string }[];
  };
  return record?.body === undefined ? undefined : commandIn(record.body)?.command;
};
