import type { Frame } from '../frame';
import { Payload } from '../payload';
import type { StateQuery } from '../query/state-query';

/** What one child execution works on. */
export interface Unit {
  readonly itemCount: number;
  readonly input: () => Promise<Payload>;
}

/** `ItemBatcher` of a Map, evaluated. */
interface ItemBatcher {
  readonly MaxItemsPerBatch?: number;
  readonly MaxInputBytesPerBatch?: number;
  readonly BatchInput?: unknown;
}

export type SelectItem = (value: unknown, index: number) => Promise<Payload>;

const FIELDS = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'] as const;

const inputOf = (items: readonly unknown[], { BatchInput }: ItemBatcher): Payload =>
  new Payload({ ...(BatchInput === undefined ? {} : { BatchInput }), Items: items });

/** Whole items, as many as fit; one that is too large by itself is a batch of its own. */
const inBatches = (items: readonly Payload[], batcher: ItemBatcher): readonly (readonly Payload[])[] => {
  const most = batcher.MaxItemsPerBatch ?? Number.POSITIVE_INFINITY;
  const room =
    (batcher.MaxInputBytesPerBatch ?? Number.POSITIVE_INFINITY) -
    Buffer.byteLength(inputOf([], batcher).text);
  const batches: Payload[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item.text) + 1;
    const batch = batches.at(-1);
    if (batch && batch.length < most && bytes + size - 1 <= room) {
      batch.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
};

/**
 * The inputs of the child executions of a distributed Map: one for each item, or with an ItemBatcher one for each batch.
 * Throws StateFailure.
 */
export const batchItems = async (
  frame: Frame,
  query: StateQuery,
  items: readonly unknown[],
  select: SelectItem,
): Promise<readonly Unit[]> => {
  const batcher = (await query.read(frame, 'ItemBatcher')) as ItemBatcher | undefined;
  if (!batcher) {
    return items.map((value, index) => ({ itemCount: 1, input: () => select(value, index) }));
  }
  for (const field of FIELDS) {
    const value: unknown = batcher[field];
    if (value !== undefined && !(Number.isInteger(value) && (value as number) > 0)) {
      const reason = `The ${field} field refers to value "${JSON.stringify(value)}" which is not a valid integer`;
      throw query.invalid(frame, `ItemBatcher/${field}`, reason);
    }
  }
  const selected: Payload[] = [];
  for (const [index, value] of items.entries()) selected.push(await select(value, index));
  return inBatches(selected, batcher).map((batch) => ({
    itemCount: batch.length,
    input: async () =>
      inputOf(
        batch.map(({ value }) => value),
        batcher,
      ),
  }));
};
