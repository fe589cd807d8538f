import {
  BusinessError,
  eventKey,
  eventTopic,
  isOver,
  type LoggedStep,
  type SagaClosed,
  type SagaEvent,
  type SagaHeader,
  type SagaPage,
  type SagaQuery,
  type SagaReference,
  type SagaStart,
  type SagaStatus,
  sagaKey,
  sagaRank,
  statusTopic,
} from '../saga';

/** Sort key of the header, which is the first event too. */
export const HEADER_KEY = 'SagaStarted';
/** The index that lists sagas: partition `<saga>#<status>#<0–7>`, sorted by `due`. */
export const STATUS_INDEX = 'byStatus';
/** Shards of one status: a single partition would take all writes of all sagas. */
export const SHARDS = 8;

/** Code of the error of whoever would go on with a saga that is closed. */
export const ID_TAKEN = 'SagaIdTaken';

/** Sagas of a page that nobody sized. */
export const PAGE_SIZE = 100;

export type Item = Record<string, unknown>;

/** Shard of a saga, from its id alone (FNV-1a). */
export const shardOf = (sagaId: string): number => {
  let hash = 2166136261;
  for (const char of sagaId) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return (hash >>> 0) % SHARDS;
};

export const statusShard = (sagaName: string, status: SagaStatus, shard: number): string =>
  `${sagaName}#${status}#${shard}`;

/** An item has whatever others hear of it: what a pipe makes of an attribute that is not there is written nowhere. */
const UNSAID = { step: '', status: '', runner: '' } as const;

/** Attributes that the status of a header consists of. Its `topic` names the event that others hear of. */
export const statusAttributes = (
  saga: Pick<SagaReference, 'name' | 'id'>,
  status: SagaStatus,
  at: string,
): Item => {
  const topic = statusTopic(status);
  return {
    ...UNSAID,
    status,
    at,
    updateTime: at,
    statusRank: sagaRank(status),
    statusShard: statusShard(saga.name, status, shardOf(saga.id)),
    // Those that are over are looked for by when that was.
    ...(isOver(status) ? { due: at } : {}),
    ...(topic === undefined ? {} : { topic }),
  };
};

/** Attributes of a header that never change. Input goes in as text: it may nest deeper than an item may. */
export const headerAttributes = ({ saga, steps, due }: SagaStart): Item => ({
  sagaName: saga.name,
  sagaId: saga.id,
  version: saga.version,
  steps,
  createTime: saga.startTime,
  expireTime: new Date(Date.parse(saga.startTime) + saga.deadlineSeconds * 1000).toISOString(),
  due,
});

export const toHeader = (item: Item): SagaHeader => ({
  sagaName: item.sagaName as string,
  sagaId: item.sagaId as string,
  version: item.version as number,
  steps: (item.steps as LoggedStep[] | undefined) ?? [],
  createTime: item.createTime as string,
  updateTime: (item.updateTime ?? item.createTime) as string,
  expireTime: item.expireTime as string,
  due: item.due as string,
  status: (item.status ?? 'PENDING') as SagaStatus,
  ...(typeof item.input === 'string' ? { input: JSON.parse(item.input) as unknown } : {}),
  ...(item.closed === undefined ? {} : { closed: item.closed as SagaClosed }),
});

export const eventItem = (saga: Pick<SagaReference, 'name' | 'id'>, event: SagaEvent): Item => {
  const { data, ...rest } = event;
  return {
    pk: sagaKey(saga),
    sk: eventKey(event),
    topic: eventTopic(event.type),
    ...UNSAID,
    ...rest,
    ...(data === undefined ? {} : { data: JSON.stringify(data) }),
  };
};

/** Step Functions forgets a name after 90 days; an id is used once all the same. */
export const idTaken = ({ id }: Pick<SagaReference, 'id'>): BusinessError =>
  new BusinessError(ID_TAKEN, `saga '${id}' was closed: choose another id, ids are used once`);

export const toEvent = (item: Item): SagaEvent => ({
  type: item.type as SagaEvent['type'],
  runner: item.runner as string,
  attempt: item.attempt as number,
  at: item.at as string,
  ...(typeof item.step === 'string' && item.step !== '' ? { step: item.step } : {}),
  ...(item.error === undefined ? {} : { error: item.error as NonNullable<SagaEvent['error']> }),
  ...(typeof item.data === 'string' ? { data: JSON.parse(item.data) as unknown } : {}),
  ...(typeof item.reason === 'string' ? { reason: item.reason } : {}),
  ...(typeof item.attempts === 'number' ? { attempts: item.attempts } : {}),
});

/** A fence says what stood in the ledger, which decides the saga's status; of an erasure the reason is the record. */
export const saysSomething = ({ type, data, error, reason }: SagaEvent): boolean =>
  (data !== undefined && type !== 'StepFenced') ||
  (error !== undefined && error.cause !== '') ||
  (reason !== undefined && type !== 'SagaErased');

/**
 * The first `limit` of `found`, and whoever shares the time of the last one: a page ends between two different times,
 * because `next` is a time.
 */
export const pageOf = (
  found: readonly SagaHeader[],
  { limit = PAGE_SIZE, first = 'newest' }: Pick<SagaQuery, 'limit' | 'first'>,
): SagaPage => {
  const earlier = first === 'newest' ? 1 : -1;
  const sorted = [...found].sort((a, b) => (a.due === b.due ? 0 : a.due < b.due ? earlier : -earlier));
  let end = Math.min(limit, sorted.length);
  while (end < sorted.length && sorted[end]?.due === sorted[end - 1]?.due) end++;
  const last = sorted[end - 1];
  return { sagas: sorted.slice(0, end), ...(end < sorted.length && last ? { next: last.due } : {}) };
};
