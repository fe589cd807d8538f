/** Somebody outside who would carry out a request that was undone before it arrived. */
export interface Provider {
  /** Keys of what is there. */
  readonly made: ReadonlySet<string>;
  perform(key: string): Promise<void>;
  reverse(key: string): Promise<void>;
  /** An operator calls them up. */
  settleByHand(key: string, phase: 'action' | 'compensation'): void;
}

export const openProvider = (): Provider => {
  const made = new Set<string>();
  return {
    made,
    perform: async (key) => void made.add(key),
    reverse: async (key) => void made.delete(key),
    settleByHand: (key, phase) => void (phase === 'action' ? made.add(key) : made.delete(key)),
  };
};
