import { type RecordsReader, recordKey, type SagaRecord } from '../saga';

/** The records of a participant in memory, in the order of their keys. */
export const memoryRecords = ({
  records,
}: {
  /** `<type>#<id>` → record. */
  readonly records: ReadonlyMap<string, SagaRecord>;
}): RecordsReader => ({
  get: async (reference) => copyOf(records.get(recordKey(reference))),
  list: async ({ types, index, limit, next = '' }) => {
    const found = [...records]
      .filter(([key, record]) => key > next && types.includes(record.type))
      .filter(([, record]) => index === undefined || record[index.attribute] === index.value)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const page = found.slice(0, limit);
    const last = page.at(-1)?.[0];
    return {
      records: page.map(([, record]) => structuredClone(record)),
      ...(found.length > page.length && last !== undefined ? { next: last } : {}),
    };
  },
});

const copyOf = (record: SagaRecord | undefined): SagaRecord | undefined => record && structuredClone(record);
