/** Somebody outside who would carry out a request that was undone before it arrived. */
export interface Provider {
  /** Keys of what is there. */
  readonly made: ReadonlySet<string>;
  perform(key: string): Promise<void>;
  reverse(key: string): Promise<void>;
  /** An operator calls them up. */
  settleByHand(key: string, phase: 'action' | 'compensation'): void;
}

export const openProvider = (world: {
  readonly wait: (ms: number) => Promise<void>;
  readonly blame: (problem: string) => void;
  /** Whether a request fails: the one that is to take something back may fail for days. */
  readonly isAway: (request: 'perform' | 'reverse') => boolean;
}): Provider => {
  const made = new Set<string>();
  const underWay = new Set<string>();
  const answerUnless = (away: boolean): void => {
    if (away) throw new Error('the provider is away');
  };
  return {
    made,
    perform: async (key) => {
      underWay.add(key);
      try {
        await world.wait(2000);
        made.add(key);
        await world.wait(1000);
        // It was made, and nobody heard.
        answerUnless(world.isAway('perform'));
      } finally {
        underWay.delete(key);
      }
    },
    reverse: async (key) => {
      if (underWay.has(key)) world.blame(`${key} is taken back while it is being made`);
      await world.wait(500);
      answerUnless(world.isAway('reverse'));
      made.delete(key);
    },
    settleByHand: (key, phase) => void (phase === 'action' ? made.add(key) : made.delete(key)),
  };
};
