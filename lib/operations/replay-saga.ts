import { type LoggedSaga, unknownSaga } from '../runtime';
import { foldEvents, SagaError, type SagaStatus, type StepStatus, type StepType } from '../saga';
import { refuseClosed } from './find-saga';
import type { OperationPorts } from './operation-ports';
import { inOrder, reportEvents } from './report-events';
import type { EventReport } from './saga-report';

/** A saga at one moment of its past. */
export interface ReplayedSaga {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly version: number;
  /** The moment, ISO 8601. */
  readonly at: string;
  readonly status: SagaStatus;
  readonly steps: readonly {
    readonly stepName: string;
    readonly stepTopic: string;
    readonly stepType: StepType;
    readonly status: StepStatus;
  }[];
  /** What had happened until then, by time. */
  readonly events: readonly EventReport[];
  /** Each event with the saga's status once it had happened. */
  readonly timeline: readonly (EventReport & { readonly status: SagaStatus })[];
}

/**
 * The state of a saga at any moment, from the events until then and nothing else; now, if no moment is given.
 * @throws SagaError `UnknownSaga`, `SagaClosed`, `NotStartedYet`
 */
export const replaySaga = async (
  { log, definition, now }: Pick<OperationPorts, 'log' | 'definition' | 'now'>,
  id: string,
  at?: string,
): Promise<ReplayedSaga> => {
  const logged = await log.read({ name: definition.name, id });
  if (!logged) throw unknownSaga(definition.name, id);
  if (logged.header.closed?.as === 'removed') refuseClosed({ id, logged });
  const moment = at ?? presentOf(logged, now());
  if (moment < logged.header.createTime) {
    throw new SagaError(
      'NotStartedYet',
      `saga '${id}' was started at ${logged.header.createTime}: choose a later time than ${moment}`,
    );
  }
  return stateAt(logged, moment);
};

/** Now is not before what has happened: the operator's clock may be behind. */
const presentOf = ({ header, events }: LoggedSaga, now: string): string =>
  [header.createTime, ...events.map(({ at }) => at)].reduce((a, b) => (a > b ? a : b), now);

/** Events in the same millisecond have all happened. */
export const stateAt = ({ header, events }: LoggedSaga, at: string): ReplayedSaga => {
  const past = inOrder(
    header.steps,
    events.filter((event) => event.at <= at),
  );
  const { status, steps } = foldEvents(header.steps, past);
  const reported = reportEvents(header.steps, past);
  return {
    sagaId: header.sagaId,
    sagaName: header.sagaName,
    version: header.version,
    at,
    status,
    steps: steps.map((step) => ({
      stepName: step.name,
      stepTopic: step.by,
      stepType: step.type,
      status: step.status,
    })),
    events: reported,
    timeline: reported.map((event, index) => ({
      ...event,
      status: foldEvents(header.steps, past.slice(0, index + 1)).status,
    })),
  };
};
