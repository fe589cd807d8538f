import type { Odds } from '../../lib/cost';

export interface AslState {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Asl[];
  readonly ItemProcessor?: Asl;
  readonly Error?: string;
}
export interface Asl {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

/**
 * Random walks over the ASL itself: a walker that shares nothing with the estimator but the meaning of the odds (a lost
 * attempt with probability r, an answer that is no with probability f).
 * @returns the transitions of one walk
 */
export const walker = (odds: Odds, random: () => number) => {
  let transitions = 0;
  const takes = (names: readonly string[], error: string): boolean =>
    names.some((name) => name === error || name === 'States.ALL' || name === 'States.TaskFailed');

  /** A step that is sent by queue is tried again only for what sending throws. */
  const lostError = ({ Retry = [] }: AslState): string =>
    ['TransientError', 'Lambda.SdkClientException'].find(
      (error) => Retry.find(({ ErrorEquals }) => takes(ErrorEquals, error))?.MaxAttempts !== 0,
    ) ?? '';

  /** The error of one attempt, if it fails. */
  const attempt = (name: string, state: AslState): { error: string; final: boolean } | undefined => {
    transitions += 1;
    if (state.Type === 'Fail') return { error: state.Error ?? '', final: true };
    if (state.Type === 'Task') {
      if (random() < (odds.retry?.[name] ?? 0)) return { error: lostError(state), final: false };
      return random() < (odds.failure?.[name] ?? 0) ? { error: 'BusinessError', final: true } : undefined;
    }
    const inside =
      state.Type === 'Map' ? Array(odds.items?.[name] ?? 1).fill(state.ItemProcessor) : state.Branches;
    const errors = (inside ?? []).map((part: Asl) => run(part));
    const error = errors.find((found: string | undefined) => found !== undefined);
    return error === undefined ? undefined : { error, final: false };
  };

  const next = (name: string, state: AslState): string | undefined => {
    if (state.Type !== 'Choice') return state.Next;
    let left = random();
    const given = Object.entries(odds.choice?.[name] ?? {});
    for (const [to, chance] of given) {
      left -= chance;
      if (left < 0) return to;
    }
    return state.Choices?.[0]?.Next;
  };

  const run = (machine: Asl): string | undefined => {
    let name: string | undefined = machine.StartAt;
    while (name !== undefined) {
      const state: AslState = machine.States[name] as AslState;
      const used = new Map<unknown, number>();
      let failed = attempt(name, state);
      for (;;) {
        const now = failed;
        const retrier = now && !now.final && state.Retry?.find((rule) => takes(rule.ErrorEquals, now.error));
        if (!retrier || (used.get(retrier) ?? 0) >= (retrier.MaxAttempts ?? 3)) break;
        used.set(retrier, (used.get(retrier) ?? 0) + 1);
        failed = attempt(name, state);
      }
      if (failed === undefined) name = next(name, state);
      else {
        const { error } = failed;
        const caught = state.Catch?.find((rule) => takes(rule.ErrorEquals, error));
        if (caught === undefined) return error;
        name = caught.Next;
      }
    }
    return undefined;
  };

  return (machine: Asl): number => {
    transitions = 0;
    run(machine);
    return transitions;
  };
};
