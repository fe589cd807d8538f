/** A length of time in words; the parts add up. */
export interface DurationParts {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** Whole seconds of a duration. */
export const toSeconds = (duration: DurationParts): number =>
  Math.round(
    (duration.days ?? 0) * 86_400 +
      (duration.hours ?? 0) * 3_600 +
      (duration.minutes ?? 0) * 60 +
      (duration.seconds ?? 0),
  );
