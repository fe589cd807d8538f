import {
  eventKey,
  isOver,
  type LogRemoval,
  type SagaEvent,
  type SagaHeader,
  type SagaLog,
  type SagaReference,
  type SagaStart,
  type SagaStatus,
  sagaKey,
  sagaRank,
} from '../saga';
import { headerAttributes, idTaken, pageOf, saysSomething, statusAttributes, toHeader } from './log-items';

interface Entry {
  header?: SagaHeader;
  readonly events: Map<string, SagaEvent>;
}

/** The saga log in memory, under the same contract as the one on DynamoDB. */
export const memorySagaLog = (): SagaLog & LogRemoval => {
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
    if (found.header && !found.header.closed && sagaRank(found.header.status) < sagaRank(status)) {
      found.header = { ...found.header, status, updateTime: at, ...(isOver(status) ? { due: at } : {}) };
    }
  };
  const newHeader = (start: SagaStart, status: SagaStatus, at: string): SagaHeader => ({
    ...toHeader({ ...headerAttributes(start), ...statusAttributes(start.saga, status, at) }),
  });
  return {
    start: async (start, at) => {
      const found = entry(start.saga);
      if (found.header?.closed) throw idTaken(start.saga);
      if (found.header?.input !== undefined) return;
      found.header = {
        ...(found.header ?? newHeader(start, 'RUNNING', at)),
        input: structuredClone(start.input),
      };
    },
    append: async (saga, event) => put(saga, event),
    appendAndRaise: async (start, events, status) => {
      const found = entry(start.saga);
      if (found.header?.closed) throw idTaken(start.saga);
      const at = events[0]?.at ?? start.saga.startTime;
      for (const event of events) put(start.saga, event);
      if (found.header && sagaRank(found.header.status) < sagaRank(status)) {
        found.header = { ...found.header, due: start.due };
        raise(found, status, at);
      } else if (!found.header) found.header = newHeader(start, status, at);
    },
    status: async (saga) => sagas.get(sagaKey(saga))?.header?.status,
    read: async (saga) => {
      const found = sagas.get(sagaKey(saga));
      return found?.header && { header: found.header, events: [...found.events.values()] };
    },
    raise: async (saga, status, at) => raise(entry(saga), status, at),
    close: async (header, closed, events = []) => {
      const saga = { name: header.sagaName, id: header.sagaId };
      const found = entry(saga);
      const now = found.header;
      if (!now || now.status !== header.status || now.updateTime !== header.updateTime) return false;
      if (now.closed?.at !== header.closed?.at) return false;
      const { input: _input, ...rest } = now;
      found.header = { ...rest, closed };
      for (const event of events) found.events.set(eventKey(event), structuredClone(event));
      return true;
    },
    strip: async (saga, events) => {
      const found = entry(saga);
      const talking = events.filter(saysSomething);
      for (const event of talking) {
        const { data: _data, reason: _reason, error, ...rest } = event;
        const left = { ...rest, ...(error ? { error: { ...error, cause: '' } } : {}) };
        if (found.events.has(eventKey(event))) found.events.set(eventKey(event), left);
      }
      return talking.length;
    },
    remove: async (saga, events) => {
      const found = entry(saga);
      for (const event of events) found.events.delete(eventKey(event));
      if (found.header) found.header = { ...found.header, steps: [] };
    },
    list: async (query) => {
      const { name, statuses, dueBefore, first = 'newest', next } = query;
      const found = [...sagas.values()]
        .flatMap(({ header }) => (header ? [header] : []))
        // What is removed is in no list.
        .filter(({ closed, steps }) => closed?.as !== 'removed' || steps.length > 0)
        .filter((header) => header.sagaName === name && (!statuses || statuses.includes(header.status)))
        .filter(({ due }) => !dueBefore || due < dueBefore)
        .filter(({ due }) => !next || (first === 'newest' ? due < next : due > next));
      return pageOf(found, query);
    },
  };
};
