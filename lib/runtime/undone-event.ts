import { HEARD_UNDONE, type SagaReference, sagaOfKey, statusTopic } from '../saga';
import { parseJson } from './parse-json';

/** The saga that an event of its bus is about. */
export type UndoneEvent = Pick<SagaReference, 'name' | 'id'>;

const TOPICS: ReadonlySet<string | undefined> = new Set(HEARD_UNDONE.map(statusTopic));

/** The saga of an event that says it was undone; undefined for any other message. */
export const undoneEventIn = ({ body }: { readonly body: string }): UndoneEvent | undefined => {
  let event: unknown;
  try {
    event = parseJson(body);
  } catch {
    return undefined;
  }
  const { 'detail-type': topic, detail } = (event ?? {}) as Record<string, unknown>;
  const saga: unknown = (detail as { saga?: unknown } | undefined)?.saga;
  return TOPICS.has(topic as string) && typeof saga === 'string' ? sagaOfKey(saga) : undefined;
};
