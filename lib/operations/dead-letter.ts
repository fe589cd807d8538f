import type { LoggedSaga } from '../runtime';
import {
  type EventType,
  foldEvents,
  hasUnwindMark,
  type LoggedStep,
  MESSAGE_LIFE_SECONDS,
  openBefore,
  type ParkedMessage,
  REDRIVEN_FOR_SECONDS,
  type SagaEvent,
  type SagaStatus,
} from '../saga';
import { OPERATOR } from './operation-ports';
import type { ReportedError } from './reported-error';

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
  /** When an operator sent it again last; null when nobody has. */
  readonly redriven: string | null;
  /** The earlier step that has to be done first; null when none is in the way. */
  readonly waitsFor: string | null;
  readonly message: LetterMessage;
}

/** Where the message about it is, as the log has it: no queue is asked. */
export type LetterMessage =
  /** It is tried again by itself, after delays that grow. */
  | { readonly place: 'errors-queue'; readonly until: string }
  /** It was tried for the last time. */
  | { readonly place: 'dead-letter-queue'; readonly until: string }
  /** No queue keeps a message that long: redriving sends a new one. */
  | { readonly place: 'expired' };

/** A message that no step of the log accounts for, or a request that was refused: it exists in its queue alone. */
export interface MessageLetter {
  readonly kind: 'message';
  readonly about: 'execution' | 'step' | 'unreadable' | 'request';
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

/** The letters of one saga. */
export const lettersOf = ({ header, events }: LoggedSaga, nowMs: number): readonly StepLetter[] => {
  const state = foldEvents(header.steps, events);
  return state.steps.flatMap((step): readonly StepLetter[] => {
    const phase = openPhase(step, step.status, events);
    if (!phase) return [];
    const own = byTime(events.filter((event) => event.step === step.name));
    const parks = own.filter(({ type }) => type === parkEventOf(phase));
    const starts = own.filter(
      ({ type }) => type === (phase === 'compensation' ? 'CompensationStarted' : 'StepStarted'),
    );
    const first = parks[0];
    if (!first) return [];
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
        attempts: Math.max(starts.length, ...parks.map(({ attempts = 0 }) => attempts)),
        since: first.at,
        lastAttempt: starts[starts.length - 1]?.at ?? null,
        redriven: parks.findLast(({ runner }) => runner === OPERATOR)?.at ?? null,
        waitsFor: phase === 'action' ? (openBefore(step.name, state)?.name ?? null) : null,
        message: placeOf(own, parks, nowMs),
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

/**
 * From its last send on a message is tried for about a day and a half, and kept for 14 days. The redriver logs its last
 * try; where that got lost, the time that has passed says the same.
 */
const placeOf = (own: readonly SagaEvent[], parks: readonly SagaEvent[], nowMs: number): LetterMessage => {
  const sentAt = parks[parks.length - 1]?.at ?? '';
  const sentMs = Date.parse(sentAt);
  const retriedMs = sentMs + REDRIVEN_FOR_SECONDS * 1000;
  const expiresMs = sentMs + MESSAGE_LIFE_SECONDS * 1000;
  if (nowMs >= expiresMs) return { place: 'expired' };
  const isGivenUp = own.some(({ type, at }) => type === 'RedriveGivenUp' && at >= sentAt);
  return isGivenUp || nowMs >= retriedMs
    ? { place: 'dead-letter-queue', until: new Date(expiresMs).toISOString() }
    : { place: 'errors-queue', until: new Date(retriedMs).toISOString() };
};

const byTime = (events: readonly SagaEvent[]): readonly SagaEvent[] =>
  [...events].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
