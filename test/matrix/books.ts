import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  COUNTER_LOG_PREFIX,
  COUNTER_PREFIX,
  HEARD_UNDONE,
  participantNames,
  type SagaStatus,
  sagaKey,
  WHEN_UNDONE,
} from '../../lib/saga';
import { booksDiffer } from './books-differ';
import { booksOf, type Item, type Kept, type Told } from './books-oracle';
import type { Case } from './cases';
import type { OpenBench } from './stack';

/**
 * The participants' books against their ledgers; the case must be the only one in the tables. What the handlers would
 * write again stands there, no more and no less (numbers of sequences too), and each row is as the ledger items say.
 */
export const checkBooks = async (
  bench: OpenBench,
  one: Case,
  status: SagaStatus,
): Promise<readonly string[]> => {
  const { definition } = one.variant;
  const saga = { name: definition.name, id: one.id };
  const kept: Record<string, Kept> = {};
  for (const by of participantNames(definition)) {
    const items = await bench.stack.items(bench.resources(definition).tableOf(by));
    kept[by] = keptOf(
      items.map((item) => unmarshall(item as never)),
      `${sagaKey(saga)}/`,
    );
  }
  return booksDiffer(definition, saga, kept, await expectedBooks(one, kept, status));
};

const keptOf = (all: readonly Record<string, unknown>[], own: string): Kept => {
  const named = all.map(({ pk, ...rest }) => [String(pk), rest] as const);
  const isCounter = (pk: string): boolean =>
    pk.startsWith(COUNTER_PREFIX) || pk.startsWith(COUNTER_LOG_PREFIX);
  return {
    items: Object.fromEntries(
      named.flatMap(([pk, item]) => (pk.startsWith(own) ? [[pk.slice(own.length), itemOf(item)]] : [])),
    ),
    rows: Object.fromEntries(named.filter(([pk]) => !pk.startsWith(own) && !isCounter(pk))),
  };
};

const itemOf = ({ result, ...item }: Record<string, unknown>): Item => ({
  ...(item as unknown as Item),
  ...(typeof result === 'string' ? { result: JSON.parse(result) as unknown } : {}),
});

/** An id that stands for that of any case: most cases of a saga come to one of few ends. */
const ANY_ID = 'the-case-that-is-checked';
const known = new Map<string, Promise<Readonly<Record<string, Kept>>>>();

const expectedBooks = async (one: Case, kept: Readonly<Record<string, Kept>>, status: SagaStatus) => {
  const told = withId(toldBy(kept, status), one.id, ANY_ID);
  const key = JSON.stringify([one.variant.name, told]);
  const books = known.get(key) ?? booksOf(one.variant, ANY_ID, told);
  known.set(key, books);
  return withId(await books, ANY_ID, one.id);
};

/** Whether somebody must have heard of the undoing is for the saga's status to say, and not for the ledger. */
const toldBy = (
  kept: Readonly<Record<string, Kept>>,
  status: SagaStatus,
): Readonly<Record<string, Told>> => ({
  ...Object.fromEntries(
    Object.values(kept)
      .flatMap(({ items }) => Object.entries(items))
      .filter(([name]) => name !== WHEN_UNDONE)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { state, result }]) => [name, result === undefined ? { state } : { state, result }]),
  ),
  ...((HEARD_UNDONE as readonly SagaStatus[]).includes(status) ? { [WHEN_UNDONE]: { state: 'DONE' } } : {}),
});

const withId = <Value>(value: Value, from: string, to: string): Value =>
  JSON.parse(JSON.stringify(value).replaceAll(from, to)) as Value;
