import type { CallProfiles } from './calls';
import { type Monitoring, NO_MONITORING } from './monitoring';

/** An ended saga's log and ledgers are removed. */
export interface Removal {
  readonly days: number;
  readonly writeUnits: number;
}

/** What runs, how often, and what the definition does not tell about it. */
export interface Workload {
  readonly executionsPerMonth: number;
  /** Transitions that the start of an execution counts; AWS's text and published measurements differ: 0 to 2. */
  readonly startOverhead: number;
  readonly architecture: 'arm64' | 'x86';
  /** Of each function. */
  readonly memoryMb: number;
  /** Billed time of one invocation, a mean with cold starts in it. */
  readonly durationMs: number;
  /** Log lines of one invocation, with START, END and REPORT. */
  readonly functionLogBytes: number;
  /** What Step Functions logs per transition at level ALL without execution data: two events. */
  readonly transitionLogBytes: number;
  /** Traces recorded per execution; AWS samples less under load. */
  readonly tracesPerExecution: number;
  /**
   * Queues that an event source mapping polls, also while they are empty. Not given: those that the machine itself
   * waits for.
   */
  readonly polledQueues?: number;
  readonly monitoring: Monitoring;
  readonly profiles: CallProfiles;
  /** What is done for each execution long after its end. Not given: nothing. */
  readonly removal?: Removal;
  readonly express: {
    /** Time that Step Functions itself takes per transition. */
    readonly transitionMs: number;
    readonly memoryMb: number;
  };
  readonly durable: {
    readonly bytesPerOperation: number;
    /** Months that the history of an execution is kept. */
    readonly retentionMonths: number;
    /** One invocation of the orchestrating function: it runs once per step, replaying. */
    readonly durationMs: number;
    readonly memoryMb: number;
  };
}

/** Defaults, as the report states them. */
export const DEFAULT_WORKLOAD: Workload = {
  executionsPerMonth: 10_000,
  startOverhead: 1,
  architecture: 'arm64',
  memoryMb: 256,
  durationMs: 60,
  functionLogBytes: 700,
  transitionLogBytes: 1_000,
  tracesPerExecution: 1,
  monitoring: NO_MONITORING,
  profiles: {},
  express: { transitionMs: 20, memoryMb: 64 },
  durable: { bytesPerOperation: 1_024, retentionMonths: 1, durationMs: 30, memoryMb: 256 },
};

/**
 * An event source mapping on an empty queue keeps five long polls of 20 seconds going (Lambda developer guide, "Using
 * Lambda with Amazon SQS"): requests of one queue in a month of 30 days.
 */
export const EMPTY_POLLS_PER_MONTH = (5 * 30 * 24 * 3600) / 20;
