import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HistoryEvent } from '../../engine';
import type { ExecutionEnd, ExecutionStart } from './execution-record';

/** One line of the journal. */
type Line =
  | { readonly t: 'definition'; readonly id: number; readonly text: string }
  | { readonly t: 'start'; readonly start: Omit<ExecutionStart, 'definition'>; readonly definition: number }
  | { readonly t: 'events'; readonly arn: string; readonly events: readonly HistoryEvent[] }
  | { readonly t: 'end'; readonly arn: string; readonly end: ExecutionEnd }
  /** The event of its end has been handed to the bus. */
  | { readonly t: 'announced'; readonly arn: string };

/** An execution as the journal has it. */
export interface JournaledExecution {
  readonly start: ExecutionStart;
  readonly end: ExecutionEnd | undefined;
  readonly history: readonly HistoryEvent[];
  readonly announced: boolean;
}

/** A journal, and what it holds. */
export interface OpenedJournal {
  readonly journal: ExecutionJournal;
  /** In order of start. */
  readonly executions: readonly JournaledExecution[];
  /** The newest time in it, epoch milliseconds; 0 when it is empty. */
  readonly newest: number;
}

/**
 * The executions on disk: one file that is only appended to.
 *
 * Invariants:
 * 1. A line is written with one synchronous `write`: it survives the death of the process (SIGKILL), and a torn last
 *    line is dropped when the file is read.
 * 2. What an execution has come to is written before its next task is called, so that the journal shows every state
 *    whose effects may exist.
 */
export class ExecutionJournal {
  private readonly definitions = new Map<string, number>();

  private constructor(private readonly path: string) {}

  /** Opens the journal, and compacts it. */
  static open(path: string): OpenedJournal {
    mkdirSync(dirname(path), { recursive: true });
    const journal = new ExecutionJournal(path);
    const lines = existsSync(path) ? readLines(path) : [];
    const executions = replay(lines);
    for (const line of lines) if (line.t === 'definition') journal.definitions.set(line.text, line.id);
    // A torn last line would swallow the next one: the file is written anew, beside the old one, then takes its place.
    writeFileSync(`${path}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    renameSync(`${path}.new`, path);
    return { journal, executions, newest: newestOf(executions) };
  }

  started(start: ExecutionStart): void {
    const { definition, ...rest } = start;
    let id = this.definitions.get(definition);
    const lines: Line[] = [];
    if (id === undefined) {
      id = this.definitions.size;
      this.definitions.set(definition, id);
      lines.push({ t: 'definition', id, text: definition });
    }
    this.append(...lines, { t: 'start', start: rest, definition: id });
  }

  happened(arn: string, events: readonly HistoryEvent[]): void {
    if (events.length > 0) this.append({ t: 'events', arn, events });
  }

  ended(arn: string, events: readonly HistoryEvent[], end: ExecutionEnd): void {
    this.append({ t: 'events', arn, events }, { t: 'end', arn, end });
  }

  announced(arn: string): void {
    this.append({ t: 'announced', arn });
  }

  private append(...lines: readonly Line[]): void {
    appendFileSync(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

const newestOf = (executions: readonly JournaledExecution[]): number =>
  executions.reduce(
    (newest, { start, end, history }) =>
      Math.max(newest, start.startDate, end?.stopDate ?? 0, history.at(-1)?.timestamp.getTime() ?? 0),
    0,
  );

const readLines = (path: string): readonly Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return text === '' ? [] : [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });

const revived = (event: HistoryEvent): HistoryEvent => ({ ...event, timestamp: new Date(event.timestamp) });

const replay = (lines: readonly Line[]): readonly JournaledExecution[] => {
  const definitions = new Map<number, string>();
  const executions = new Map<
    string,
    { start: ExecutionStart; end: ExecutionEnd | undefined; history: HistoryEvent[]; announced: boolean }
  >();
  for (const line of lines) {
    switch (line.t) {
      case 'definition':
        definitions.set(line.id, line.text);
        break;
      case 'start':
        executions.set(line.start.executionArn, {
          start: { ...line.start, definition: definitions.get(line.definition) ?? '{}' },
          end: undefined,
          history: [],
          announced: false,
        });
        break;
      case 'events':
        executions.get(line.arn)?.history.push(...line.events.map(revived));
        break;
      case 'end': {
        const execution = executions.get(line.arn);
        if (execution) execution.end = line.end;
        break;
      }
      case 'announced': {
        const execution = executions.get(line.arn);
        if (execution) execution.announced = true;
      }
    }
  }
  return [...executions.values()];
};
