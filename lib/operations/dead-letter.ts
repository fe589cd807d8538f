import type { LoggedSaga } from '../runtime';
import {
  type EventType,
  foldEvents,
  hasUnwindMark,
  type LoggedStep,
  MESSAGE_LIFE_SECONDS,
  openBefore,
  type ParkedMessage,
  type SagaEvent,
  type SagaStatus,
} from '../saga';
import type { PeekedMessage } from './dead-letters';
import type { ReportedError } from './saga-report';

/** A step that was given up and that nobody has brought to its end yet: from the log, the message is only transport. */
export interface StepLetter {
  readonly kind: 'step';
  readonly sagaName: string;
  readonly sagaId: string;
  readonly sagaStatus: SagaStatus;
  readonly step: string;
  readonly participant: string;
  readonly command: string;
  readonly phase: ParkedMessage['phase'];
  readonly error: ReportedError;
  /** Attempts that the step's function logged, by the state machines and by the redriver. */
  readonly attempts: number;
  /** When it was given up, and when it was tried last; ISO 8601. */
  readonly since: string;
  readonly lastAttempt: string | null;
  /** The earlier step that has to be done first; null when none is in the way. */
  readonly waitsFor: string | null;
  readonly message: LetterMessage;
}

/** Where the message about it is. */
export type LetterMessage =
  /** It is tried again by itself, after delays that grow. */
  | { readonly place: 'errors-queue'; readonly until: string }
  | { readonly place: 'dead-letter-queue'; readonly messageIds: readonly string[]; readonly until: string }
  /** No queue keeps a message that long: redriving sends a new one. */
  | { readonly place: 'expired' };

/** A message in the dead-letter queue that no step of the log accounts for. */
export interface MessageLetter {
  readonly kind: 'message';
  readonly about: 'execution' | 'step' | 'unreadable';
  readonly messageId: string;
  readonly sagaId: string | null;
  /** The step, or the execution. */
  readonly name: string | null;
  readonly error: string | null;
  readonly receiveCount: number;
  readonly body: unknown;
}

export type DeadLetter = StepLetter | MessageLetter;

/** Event that says a step was given up, by phase. */
export const parkEventOf = (phase: ParkedMessage['phase']): EventType =>
  phase === 'compensation' ? 'CompensationFailed' : 'StepParked';

/** The letters of one saga; `messages` are those about it in the dead-letter queue. */
export const lettersOf = (
  logged: LoggedSaga,
  messages: readonly { readonly message: PeekedMessage; readonly parked: ParkedMessage }[],
  nowMs: number,
): readonly StepLetter[] => {
  const { header, events } = logged;
  const state = foldEvents(header.steps, events);
  return state.steps.flatMap((step): readonly StepLetter[] => {
    const phase = openPhase(step, step.status, events);
    if (!phase) return [];
    const own = events.filter((event) => event.step === step.name);
    const parks = byTime(own.filter(({ type }) => type === parkEventOf(phase)));
    const starts = byTime(
      own.filter(({ type }) => type === (phase === 'compensation' ? 'CompensationStarted' : 'StepStarted')),
    );
    const copies = messages.filter(({ parked }) => parked.step === step.name && parked.phase === phase);
    const first = parks[0];
    const last = parks[parks.length - 1];
    if (!first || !last) return [];
    return [
      {
        kind: 'step',
        sagaName: header.sagaName,
        sagaId: header.sagaId,
        sagaStatus: state.status,
        step: step.name,
        participant: step.by,
        command: phase === 'compensation' ? (step.compensation ?? step.name) : step.name,
        phase,
        error: first.error ?? { error: 'Unknown', cause: '' },
        attempts: Math.max(starts.length, ...copies.map(({ parked }) => parked.attempts)),
        since: first.at,
        lastAttempt: starts[starts.length - 1]?.at ?? null,
        waitsFor: phase === 'action' ? (openBefore(step.name, state)?.name ?? null) : null,
        message: messageOf(
          copies.map(({ message }) => message.messageId),
          Date.parse(last.at) + MESSAGE_LIFE_SECONDS * 1000,
          nowMs,
        ),
      },
    ];
  });
};

/** A parked action of a saga that was turned back later is nobody's concern any more. */
const openPhase = (
  step: LoggedStep,
  status: string,
  events: readonly SagaEvent[],
): ParkedMessage['phase'] | undefined => {
  if (status === 'COMPENSATION_FAILED') return 'compensation';
  if (status === 'PARKED' && step.type === 'retriable' && !hasUnwindMark(events)) return 'action';
  return undefined;
};

const messageOf = (messageIds: readonly string[], expiresMs: number, nowMs: number): LetterMessage => {
  const until = new Date(expiresMs).toISOString();
  if (messageIds.length > 0) return { place: 'dead-letter-queue', messageIds, until };
  return expiresMs > nowMs ? { place: 'errors-queue', until } : { place: 'expired' };
};

const byTime = (events: readonly SagaEvent[]): readonly SagaEvent[] =>
  [...events].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
