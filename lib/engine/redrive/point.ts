/** A chain of states that had come to its end. */
export interface EndedChain {
  readonly kind: 'ended';
  /** JSON text. */
  readonly output: string;
}

/** A chain that was in a state when it was cut off or failed. */
export interface OpenChain {
  readonly kind: 'open';
  readonly state: string;
  /** Input of that state, JSON text. */
  readonly input: string;
  readonly enteredEventId: number;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  /** What the chain had assigned: name → JSON text. */
  readonly variables: Readonly<Record<string, string>>;
  /** When the state is a Parallel or a Map that had started: how far its parts had come. */
  readonly inside: GroupPoint | undefined;
}

export type ChainPoint = EndedChain | OpenChain;

/** The parts of a Parallel by the name of their first state, those of a Map by their index. */
export interface GroupPoint {
  /** The event by which the group was started. */
  readonly startedEventId: number;
  readonly mapRunArn: string | undefined;
  readonly parts: ReadonlyMap<string | number, ChainPoint>;
}
