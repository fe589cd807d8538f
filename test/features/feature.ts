/** What there is of a feature; `missing` says in words what is not there. */
export type Status = 'supported' | 'partly' | 'not';

/** A test that shows features: its title as its file spells it, and the files that hold its cases if its own does not. */
export interface Shown {
  readonly file: string;
  readonly title: string;
  readonly cases?: readonly string[];
}

export interface Feature {
  /** AWS's own names; what shows the feature mentions each of them. */
  readonly names: readonly string[];
  readonly status: Status;
  readonly missing?: string;
  /** What is supported has one. */
  readonly shown?: Shown;
}

export interface Section {
  readonly title: string;
  readonly features: readonly Feature[];
  /** Every name that the code, or AWS's own client, has: each stands in the list. */
  readonly known: readonly string[];
}

export const shownBy = (file: string, title: string, ...cases: readonly string[]): Shown => ({
  file: `test/${file}`,
  title,
  cases: cases.map((path) => `test/${path}`),
});

export const supported = (names: string, shown: Shown): Feature => ({
  names: names.split(' '),
  status: 'supported',
  shown,
});

export const partly = (names: string, missing: string, shown?: Shown): Feature => ({
  names: names.split(' '),
  status: 'partly',
  missing,
  ...(shown && { shown }),
});

export const notThere = (names: string, missing: string): Feature => ({
  names: names.split(' '),
  status: 'not',
  missing,
});
