/** What is seen of a state that is tested, step by step. Source: API reference, TestState InspectionData. */
export type TestStep =
  | 'afterArguments'
  | 'afterInputPath'
  | 'afterItemsPath'
  | 'afterParameters'
  | 'afterResultPath'
  | 'afterResultSelector'
  | 'catchIndex'
  | 'failure'
  | 'maxConcurrency'
  | 'result'
  | 'toleratedFailureCount'
  | 'toleratedFailurePercentage';

/** Looks at one state while it runs, and stands in for what is inside it. An engine that runs machines has none. */
export interface StateTest {
  readonly inspect: (step: TestStep, value: unknown) => void;
  /** In place of branches or iterations: answers their result, or throws StateFailure; absent: they run. */
  readonly group?: ((tolerated: GroupTolerance) => unknown) | undefined;
  /** In place of what an ItemReader reads. */
  readonly itemsRead?: readonly unknown[] | undefined;
}

/** What a Map accepts of failures; a Parallel nothing. */
export interface GroupTolerance {
  readonly count?: number | undefined;
  readonly percentage?: number | undefined;
}
