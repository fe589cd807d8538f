import type { Clock, Execution, HistoryEvent } from '../../engine';
import { ServiceError } from '../http';
import { endEvent, endIn } from './end-event';
import type { ExecutionJournal } from './execution-journal';
import {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionStart,
  type MachineReference,
  statusOf,
} from './execution-record';
import type { StateMachine } from './machine';
import type { JournaledExecution } from './replay-journal';
import { checkExecutionInput, checkName } from './validate';

export interface ExecutionsOptions {
  readonly clock: Clock;
  /** Where they are kept across restarts. */
  readonly journal: ExecutionJournal | undefined;
  /** Starts the engine on it. */
  readonly run: (start: ExecutionStart) => Execution;
  /** Told when an execution has started and when it has ended; an end counts as announced when this has resolved. */
  readonly announce: (record: ExecutionRecord) => Promise<void>;
}

interface MutableRecord extends ExecutionRecord {
  history: readonly HistoryEvent[];
  /** Events that the journal has. */
  journaled: number;
}

/** Error and cause of an execution that was running when the stack died. */
const DIED = {
  error: 'EmbeddedStack.Stopped',
  cause: 'The stack was stopped while the execution was running.',
};

/** All executions: those that run, those that are over, and those of earlier runs of the stack. */
export class Executions {
  private readonly records = new Map<string, MutableRecord>();
  private runningCount = 0;
  private closed = false;

  constructor(private readonly options: ExecutionsOptions) {}

  /**
   * Starts one, or gives the one that runs under the same name with the same input.
   * @throws ServiceError `InvalidName`, `InvalidExecutionInput`, `ExecutionAlreadyExists`.
   */
  start(machine: StateMachine, reference: MachineReference, name: string, input: string): ExecutionRecord {
    checkName(name);
    checkExecutionInput(input);
    const executionArn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.records.get(executionArn);
    if (existing) {
      if (statusOf(existing) === 'RUNNING' && existing.input === input) return existing;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    const start: ExecutionStart = {
      ...reference,
      executionArn,
      name,
      input,
      startDate: this.options.clock.now(),
      definition: machine.definition,
      roleArn: machine.roleArn,
      ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
      updateDate: machine.updateDate ?? machine.creationDate,
    };
    const record: MutableRecord = { ...start, end: undefined, history: [], journaled: 0 };
    this.records.set(executionArn, record);
    this.runningCount++;
    this.options.journal?.started(start);
    record.history = this.options.run(start).history;
    void this.options.announce(record);
    return record;
  }

  /** Writes to the journal what has happened so far; called before each task of the execution. */
  flush(executionArn: string): void {
    const record = this.records.get(executionArn);
    if (!record || !this.options.journal || this.closed) return;
    this.options.journal.happened(executionArn, record.history.slice(record.journaled));
    record.journaled = record.history.length;
  }

  /** The engine reports the end of one. */
  ended(executionArn: string, end: ExecutionEnd): void {
    const record = this.records.get(executionArn);
    if (!record || record.end || this.closed) return;
    record.end = end;
    this.runningCount--;
    this.options.journal?.ended(executionArn, record.history.slice(record.journaled), end);
    record.journaled = record.history.length;
    void this.tell(record);
  }

  /**
   * Takes over what an earlier run of the stack has left. What was running is ABORTED now; an end whose event may have
   * been lost is announced again.
   */
  async restore(journaled: readonly JournaledExecution[]): Promise<void> {
    const unannounced: MutableRecord[] = [];
    for (const { start, end, history, announced, mayMiss } of journaled) {
      const record: MutableRecord = { ...start, end, history, journaled: history.length };
      this.records.set(start.executionArn, record);
      if (!end)
        this.complete(record, { status: 'ABORTED', stopDate: this.options.clock.now(), ...DIED }, mayMiss);
      else if (endIn(history) === undefined) this.complete(record, end, true);
      if (!announced) unannounced.push(record);
    }
    for (const record of unannounced) await this.tell(record);
  }

  /** The stack goes down: what happens from now on (functions cut off) is not what became of the executions. */
  close(): void {
    this.closed = true;
  }

  /** @throws ServiceError `ExecutionDoesNotExist`. */
  get(executionArn: string): ExecutionRecord {
    const record = this.records.get(executionArn);
    if (!record)
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return record;
  }

  /** Newest first. */
  all(): readonly ExecutionRecord[] {
    return [...this.records.values()].reverse();
  }

  /** Whether an execution of the machine, or of one of its versions, runs. */
  runsOf(stateMachineArn: string): boolean {
    return [...this.records.values()].some(
      (record) => record.stateMachineArn === stateMachineArn && !record.end,
    );
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.records.get(executionArn);
  }

  get running(): number {
    return this.runningCount;
  }

  /** Writes the last event of a history that has none. */
  private complete(record: MutableRecord, end: ExecutionEnd, missing: boolean): void {
    const event = endEvent(record.history, end, missing);
    record.history = [...record.history, event];
    record.journaled = record.history.length;
    record.end = end;
    this.options.journal?.ended(record.executionArn, [event], end);
  }

  private async tell(record: MutableRecord): Promise<void> {
    await this.options.announce(record);
    // Not after the journal was closed: the next run announces it again, which is harmless.
    if (!this.closed) this.options.journal?.announced(record.executionArn);
  }
}
