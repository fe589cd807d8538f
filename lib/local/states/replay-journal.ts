import type { HistoryEvent } from '../../engine';
import type { JournalEntry } from '../journal';
import { endIn } from './end-event';
import type { ExecutionEnd, ExecutionStart, Redrives } from './execution-record';
import { arnIn, type Line } from './journal-line';

/** An execution as the journal has it. */
export interface JournaledExecution {
  readonly start: ExecutionStart;
  readonly end: ExecutionEnd | undefined;
  readonly history: readonly HistoryEvent[];
  readonly announced: boolean;
  readonly redrives: Redrives | undefined;
  /** Whether a line that could not be read may have been about it. */
  readonly mayMiss: boolean;
}

interface Draft {
  start: ExecutionStart;
  end: ExecutionEnd | undefined;
  readonly history: HistoryEvent[];
  announced: boolean;
  redrives: Redrives | undefined;
  mayMiss: boolean;
}

/** Definition of an execution whose own was lost. */
const UNKNOWN = '{}';

/**
 * The executions that the lines tell of, in order of start. What a damaged line may have said is not guessed; but what
 * other lines say again (an end is in the history too, a start in its first event) is taken from there.
 */
export const replayJournal = (entries: readonly JournalEntry<Line>[]): readonly JournaledExecution[] => {
  const definitions = new Map<number, string>();
  const drafts = new Map<string, Draft>();
  const draftOf = (arn: string): Draft => {
    const draft = drafts.get(arn) ?? unstarted(arn);
    drafts.set(arn, draft);
    return draft;
  };
  for (const entry of entries) {
    if ('damaged' in entry) {
      for (const draft of concerned(drafts, entry.damaged)) draft.mayMiss = true;
      continue;
    }
    const { line } = entry;
    switch (line.t) {
      case 'definition':
        definitions.set(line.id, line.text);
        break;
      case 'start': {
        const definition = definitions.get(line.definition) ?? UNKNOWN;
        drafts.set(line.start.executionArn, started({ ...line.start, definition }));
        break;
      }
      case 'events':
        draftOf(line.arn).history.push(...line.events.map(revived));
        break;
      case 'end':
        draftOf(line.arn).end = line.end;
        break;
      case 'announced':
        draftOf(line.arn).announced = true;
        break;
      case 'redriven':
        Object.assign(draftOf(line.arn), { redrives: line.redrives, end: undefined, announced: false });
        break;
      case 'resource':
    }
  }
  return [...drafts.values()].map(completed);
};

/** Whom a damaged line may be about: the one it still names, else all that were under way. */
const concerned = (drafts: ReadonlyMap<string, Draft>, text: string): readonly Draft[] => {
  const named = drafts.get(arnIn(text) ?? '');
  return named ? [named] : [...drafts.values()].filter(({ end }) => end === undefined);
};

const started = (start: ExecutionStart): Draft => ({
  start,
  end: undefined,
  history: [],
  announced: false,
  redrives: undefined,
  mayMiss: false,
});

/** One whose first line is lost. */
const unstarted = (executionArn: string): Draft => ({
  ...started({
    executionArn,
    stateMachineArn: executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, ''),
    name: executionArn.split(':').at(-1) ?? '',
    input: '{}',
    startDate: 0,
    definition: UNKNOWN,
  }),
  mayMiss: true,
});

const completed = (draft: Draft): JournaledExecution => {
  const { start, history } = draft;
  const first = history[0];
  const { input } = (first?.executionStartedEventDetails ?? {}) as { readonly input?: string };
  const found = { input: input ?? start.input, startDate: first?.timestamp.getTime() ?? 0 };
  return {
    ...draft,
    start: start.startDate === 0 ? { ...start, ...found } : start,
    end: draft.end ?? endIn(history),
    mayMiss: draft.mayMiss && !isWhole(history),
  };
};

/** Events are numbered without gaps, and the last one is an end. */
const isWhole = (history: readonly HistoryEvent[]): boolean =>
  endIn(history) !== undefined && history.every(({ id }, index) => id === index + 1);

const revived = (event: HistoryEvent): HistoryEvent => ({ ...event, timestamp: new Date(event.timestamp) });
