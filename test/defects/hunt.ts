import type { Defect } from './defect';

/** Runs the product once, with a defect in it or with none, and says what was wrong. */
export type Place = (defect: Defect) => Promise<readonly string[]>;

/** Places where a kind of defect may show, the likely ones first. */
export type Hunt = () => Iterable<Place>;

/** What is found at the first place where a defect shows, and what is found there without it. */
export interface Found {
  readonly problems: readonly string[];
  readonly without: readonly string[];
}

/** @returns undefined when it shows nowhere: there is a hole in the net */
export const findDefect = async (hunt: Hunt, defect: Defect, as: RegExp): Promise<Found | undefined> => {
  for (const place of hunt()) {
    const problems = (await place(defect)).filter((problem) => as.test(problem));
    if (problems.length > 0) return { problems, without: await place({}) };
  }
  return undefined;
};
