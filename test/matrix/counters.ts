import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Bench } from './stack';

interface Effect {
  readonly counter: string;
  readonly take: number;
  readonly capacity: number;
}

/**
 * Every counter against the ledgers that drew on it: available = capacity − what DONE items took. Says what differs; a
 * counter that nobody drew on any more is back at its start.
 */
export const checkCounters = async (bench: Bench): Promise<readonly string[]> => {
  const findings: string[] = [];
  for (const table of bench.stack.tables) {
    const items = (await bench.stack.items(table)).map((item) => unmarshall(item as never));
    const effects = items.flatMap((item) => {
      const taken = (item.effects ?? []) as readonly Effect[];
      return taken.map((effect) => ({ ...effect, take: item.state === 'DONE' ? effect.take : 0 }));
    });
    for (const item of items.filter(({ pk }) => String(pk).startsWith('counter/'))) {
      const own = effects.filter(({ counter }) => `counter/${counter}` === item.pk);
      const expected = (own[0]?.capacity ?? Number.NaN) - own.reduce((sum, { take }) => sum + take, 0);
      if (item.available !== expected) {
        findings.push(
          `${table} ${String(item.pk)}: ${String(item.available)} available, expected ${expected}`,
        );
      }
    }
  }
  return findings;
};
