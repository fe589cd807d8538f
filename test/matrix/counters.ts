import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { resourcesFromOutputs } from '../../lib/operations';
import { participantNames, type SagaDefinition } from '../../lib/saga';
import type { OpenBench } from './stack';

interface Effect {
  readonly counter: string;
  readonly take: number;
  readonly capacity: number;
}

/**
 * Every counter against the ledgers that drew on it: available = capacity − what DONE items took. Says what differs; a
 * counter that nobody drew on any more is back at its start.
 */
export const checkCounters = async (bench: OpenBench): Promise<readonly string[]> => {
  const findings: string[] = [];
  // A log has no counters, and grows with every case.
  const logs = new Set(
    Object.values(bench.stack.outputs)
      .filter(({ SagaName }) => SagaName !== undefined)
      .map((outputs) => resourcesFromOutputs(outputs).logTable),
  );
  for (const table of bench.stack.tables.filter((name) => !logs.has(name))) {
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

/** Empties the participants' tables of a saga: whatever comes next finds every counter as it was at first. */
export const refill = async (bench: OpenBench, definition: SagaDefinition): Promise<void> => {
  for (const participant of participantNames(definition)) {
    const TableName = bench.resources(definition).tableOf(participant);
    const deletes = (await bench.stack.items(TableName)).map(({ pk }) => ({
      DeleteRequest: { Key: { pk } as never },
    }));
    for (let from = 0; from < deletes.length; from += 25) {
      const RequestItems = { [TableName]: deletes.slice(from, from + 25) };
      await bench.clients.dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    }
  }
};
