import { participantNames, RECORD_ID, type RecordType, SagaError, type SagaRecord } from '../saga';
import type { OperationPorts } from './operation-ports';
import { type RecordRow, recordRows } from './record-row';

export interface RecordsRequest {
  readonly participant: string;
  /** @default - every type that it keeps */
  readonly type?: string;
  /** That record alone, of each type that has it. */
  readonly id?: string;
  /** Those of which an attribute that the definition declares as an index has this value. */
  readonly by?: { readonly attribute: string; readonly value: string };
  /** Records a page, at the most. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly next?: string;
}

export interface RecordsList {
  readonly records: readonly RecordRow[];
  /** Null: there are no more. A page may hold none, and not be the last. */
  readonly next: string | null;
}

type Ports = Pick<OperationPorts, 'definition' | 'log' | 'recordsOf'>;
type Types = Readonly<Record<string, RecordType>>;

/**
 * A participant's records as they stand; which types there are, and by what they are listed, the definition says. By an
 * attribute they are what its index knows, which may lag behind a little.
 * @throws SagaError `UnknownParticipant`, `UnknownRecordType`, `UnknownIndex`, `InvalidRecordId`, `InvalidNext`
 */
export const listRecords = async (ports: Ports, request: RecordsRequest): Promise<RecordsList> => {
  const { participant, id, by, limit, next } = request;
  const kept = typesOf(ports, request);
  const reader = ports.recordsOf(participant);
  if (id !== undefined) {
    const found = await Promise.all(Object.keys(kept).map((type) => reader.get({ type, id: checkedId(id) })));
    const records = found.filter((record): record is SagaRecord => record !== undefined);
    return { records: await recordRows(ports.log, records), next: null };
  }
  const page = await reader.list({
    types: by === undefined ? Object.keys(kept) : typesWith(by.attribute, kept, participant),
    limit,
    ...(by === undefined ? {} : { index: by }),
    ...(next === undefined ? {} : { next: keyIn(next) }),
  });
  return {
    records: await recordRows(ports.log, page.records),
    next: page.next === undefined ? null : Buffer.from(page.next).toString('base64url'),
  };
};

/** Those that are asked for, as the definition has them. */
const typesOf = ({ definition }: Ports, { participant, type }: RecordsRequest): Types => {
  const participants = participantNames(definition);
  if (!participants.includes(participant)) {
    throw new SagaError(
      'UnknownParticipant',
      `saga '${definition.name}' has no participant '${participant}': use one of ${participants.join(', ')}`,
    );
  }
  const all: Types =
    (Object.hasOwn(definition.records, participant) && definition.records[participant]) || {};
  const names = Object.keys(all);
  if (names.length === 0) {
    const keepers = participants.filter((one) => Object.keys(definition.records[one] ?? {}).length > 0);
    throw new SagaError(
      'UnknownRecordType',
      `${participant} of saga '${definition.name}' keeps no records: ` +
        (keepers.length > 0 ? `those who do are ${keepers.join(', ')}` : 'none of its participants does'),
    );
  }
  if (type === undefined) return all;
  const only = Object.hasOwn(all, type) ? all[type] : undefined;
  if (only) return { [type]: only };
  throw new SagaError(
    'UnknownRecordType',
    `${participant} keeps no records of type '${type}': use one of ${names.join(', ')}`,
  );
};

const typesWith = (attribute: string, kept: Types, participant: string): readonly string[] => {
  const types = Object.entries(kept).flatMap(([type, { index }]) => (index === attribute ? [type] : []));
  if (types.length > 0) return types;
  const which = Object.keys(kept).join(', ');
  const known = Object.values(kept).flatMap(({ index }) => index ?? []);
  throw new SagaError(
    'UnknownIndex',
    `${which} of ${participant}: there is no index by '${attribute}', ` +
      (known.length > 0
        ? `use one of ${[...new Set(known)].join(', ')}`
        : 'they are listed by type and id alone'),
  );
};

const checkedId = (id: string): string => {
  if (RECORD_ID.test(id)) return id;
  throw new SagaError(
    'InvalidRecordId',
    `'${id}' is no id of a record: use 1 to 128 letters, digits and . _ : @ / -`,
  );
};

const keyIn = (next: string): string => {
  const key = Buffer.from(next, 'base64url').toString();
  if (key !== '' && Buffer.from(key).toString('base64url') === next) return key;
  throw new SagaError(
    'InvalidNext',
    `'${next}' is no place to go on from: use the one that the page before ended with`,
  );
};
