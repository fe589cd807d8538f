import { HEARD_UNDONE, statusTopic } from '../saga';
import { parseJson } from './parse-json';

/** An event of the saga's bus, as far as it is read here. */
export interface UndoneEvent {
  readonly name: string;
  readonly id: string;
}

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
  if (!TOPICS.has(topic as string) || typeof saga !== 'string') return undefined;
  const slash = saga.indexOf('/');
  return { name: saga.slice(0, slash), id: saga.slice(slash + 1) };
};
