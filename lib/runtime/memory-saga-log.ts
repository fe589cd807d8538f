import {
  eventKey,
  type SagaEvent,
  type SagaHeader,
  type SagaLog,
  type SagaReference,
  type SagaStart,
  type SagaStatus,
  sagaKey,
  sagaRank,
} from '../saga';
import { headerAttributes, pageOf, toHeader } from './log-items';

interface Entry {
  header?: SagaHeader;
  readonly events: Map<string, SagaEvent>;
}

/** The saga log in memory, under the same contract as the one on DynamoDB. */
export const memorySagaLog = (): SagaLog => {
  const sagas = new Map<string, Entry>();
  const entry = (saga: Pick<SagaReference, 'name' | 'id'>): Entry => {
    const key = sagaKey(saga);
    const found = sagas.get(key) ?? { events: new Map() };
    sagas.set(key, found);
    return found;
  };
  const put = (saga: SagaReference, event: SagaEvent): void => {
    const { events } = entry(saga);
    if (!events.has(eventKey(event))) events.set(eventKey(event), structuredClone(event));
  };
  const raise = (found: Entry, status: SagaStatus, at: string): void => {
    if (found.header && sagaRank(found.header.status) < sagaRank(status)) {
      found.header = { ...found.header, status, updateTime: at };
    }
  };
  const newHeader = (start: SagaStart, status: SagaStatus, at: string): SagaHeader => ({
    ...toHeader({ ...headerAttributes(start), status }),
    updateTime: at,
  });
  return {
    start: async (start, at) => {
      const found = entry(start.saga);
      if (found.header?.input !== undefined) return;
      found.header = {
        ...(found.header ?? newHeader(start, 'RUNNING', at)),
        input: structuredClone(start.input),
      };
    },
    append: async (saga, event) => put(saga, event),
    appendAndRaise: async (start, events, status) => {
      const found = entry(start.saga);
      const at = events[0]?.at ?? start.saga.startTime;
      for (const event of events) put(start.saga, event);
      if (found.header) raise(found, status, at);
      else found.header = newHeader(start, status, at);
    },
    read: async (saga) => {
      const found = sagas.get(sagaKey(saga));
      return found?.header && { header: found.header, events: [...found.events.values()] };
    },
    raise: async (saga, status, at) => raise(entry(saga), status, at),
    list: async (query) => {
      const { name, statuses, dueBefore, first = 'newest', next } = query;
      const found = [...sagas.values()]
        .flatMap(({ header }) => (header ? [header] : []))
        .filter((header) => header.sagaName === name && (!statuses || statuses.includes(header.status)))
        .filter(({ due }) => !dueBefore || due < dueBefore)
        .filter(({ due }) => !next || (first === 'newest' ? due < next : due > next));
      return pageOf(found, query);
    },
  };
};
