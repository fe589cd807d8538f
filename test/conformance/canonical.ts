/** An event of either side. */
export interface Event {
  readonly id: unknown;
  readonly previousEventId: unknown;
  readonly type: string;
}

export interface Canonical {
  readonly events: readonly Event[];
  /** The recording lost the order of some events: compare them as a set. */
  readonly unordered: boolean;
}

/** The one field of an event that depends on its type. */
export const detailsOf = (event: Event): Readonly<Record<string, unknown>> => {
  const key = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  return (key === undefined ? {} : event[key as keyof Event]) as Readonly<Record<string, unknown>>;
};

const START = /^(Parallel|Map)StateStarted$/;
const ENTERED = /^(Parallel|Map)StateEntered$/;
const END = /^(Parallel|Map)State(Succeeded|Failed)$/;

/**
 * The same history with the branches of each Parallel, and the iterations of each Map, one after the other. They may
 * interleave in any way; which event belongs to which is told by `previousEventId`.
 */
export const canonical = (events: readonly Event[]): Canonical => ({
  events: arrange(events),
  unordered: events.some(({ id }) => typeof id !== 'number'),
});

const arrange = (events: readonly Event[]): readonly Event[] => {
  const start = events.findIndex(({ type }) => START.test(type));
  if (start < 0) return events;
  const opening = events[start] as Event;
  const end = endOf(events, start);
  const groups = new Map<string, Event[]>();
  for (const event of events.slice(start + 1, end)) {
    const key = groupOf(event, opening, events);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  const inOrder = [...groups.keys()].sort().flatMap((key) => arrange(groups.get(key) as Event[]));
  return [...events.slice(0, start + 1), ...inOrder, ...arrange(events.slice(end))];
};

/**
 * Where the Parallel or Map that starts at `start` ends: at its own end, or where its next attempt starts. One that was
 * cut off has no end of its own.
 */
const endOf = (events: readonly Event[], start: number): number => {
  const typeById = new Map(events.map(({ id, type }) => [id, type]));
  let depth = 0;
  for (let index = start; index < events.length; index++) {
    const { type, previousEventId } = events[index] as Event;
    const again = START.test(type) && index > start && !ENTERED.test(typeById.get(previousEventId) ?? '');
    if (again && depth === 1) return index;
    if (START.test(type) && !again) depth++;
    if (END.test(type)) depth--;
    if (depth === 0 || type.startsWith('Execution')) return index;
  }
  return events.length;
};

/** The branch (by the name of its first state) or the iteration (by its index) that an event belongs to. */
const groupOf = (event: Event, opening: Event, events: readonly Event[]): string => {
  const byId = new Map(events.map((each) => [each.id, each]));
  const iterations = opening.type.startsWith('Map');
  let current: Event | undefined = event;
  while (current) {
    const { name, index } = detailsOf(current);
    if (iterations && current.type === 'MapIterationStarted') return String(index).padStart(6, '0');
    if (!iterations && current.previousEventId === opening.id) return String(name);
    current = byId.get(current.previousEventId);
  }
  return '';
};
