/** At the n-th point of a run things went otherwise. */
export interface Choice {
  /** From 1. */
  readonly point: number;
  readonly take: string;
}

/** Everything that went otherwise, in order: with the input it says what happens. */
export type Schedule = readonly Choice[];

/** `14.dies,37.lands:12`; nothing is `-`. */
export const scheduleText = (schedule: Schedule): string =>
  schedule.length === 0 ? '-' : schedule.map(({ point, take }) => `${point}.${take}`).join(',');

/** Undefined: it is none. */
export const readSchedule = (text: string): Schedule | undefined => {
  if (text === '-') return [];
  const choices = text.split(',').map((part) => /^([1-9]\d{0,6})\.([a-z][\w:.-]*)$/.exec(part));
  if (choices.some((choice) => choice === null)) return undefined;
  const schedule = choices.map((choice) => ({ point: Number(choice?.[1]), take: choice?.[2] as string }));
  return schedule.every(({ point }, at) => at === 0 || point > (schedule[at - 1]?.point ?? 0))
    ? schedule
    : undefined;
};
