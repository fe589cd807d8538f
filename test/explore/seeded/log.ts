import type { Variation } from '../../../lib/explore';
import type { ParticipantPorts } from '../../../lib/runtime';
import { type SagaEvent, type SagaLog, type SagaStatus, sagaRank } from '../../../lib/saga';

const onLog = (wrap: (log: SagaLog, ports: ParticipantPorts) => Partial<SagaLog>): Variation => ({
  participant: (ports) => ({
    ...ports,
    log: (hasTime): SagaLog => {
      const log = ports.log(hasTime);
      return { ...log, ...wrap(log, ports) };
    },
  }),
});

/** The first write of a saga's turning back is two: the header first. */
export const headerBeforeEvent = onLog((log) => ({
  appendAndRaise: async (start, events, status) => {
    await log.appendAndRaise(start, [], status);
    for (const event of events) await log.append(start.saga, event);
  },
}));

/** The header is written by who is sure of itself, whatever stands there. */
export const headerNeverRisesAgain = onLog((log) => ({
  raise: async (saga, status, at) => {
    if (sagaRank(status) < sagaRank('COMPENSATED')) await log.raise(saga, status, at);
  },
}));

/** A step that nobody heard of counts as undone when the chain is at its end. */
export const pendingCountedAsCompensated = onLog((log, ports) => ({
  raise: async (saga, status, at) => {
    const ended: SagaStatus = status === 'COMPENSATING' ? 'COMPENSATED' : status;
    await log.raise(saga, ended, at);
    void ports;
  },
}));

/** Success is logged before anything is done. */
export const successBeforeTheLedger = onLog((log, ports) => ({
  append: async (saga, event) => {
    await log.append(saga, event);
    if (event.type !== 'StepStarted') return;
    const success: SagaEvent = { ...event, type: 'StepSucceeded', data: null };
    await ports.log(() => true).append(saga, success);
  },
}));

/** An undo is logged as done when it begins. */
export const compensatedBeforeTheUndo = onLog((log) => {
  const early = (events: readonly SagaEvent[]): readonly SagaEvent[] =>
    events.flatMap((event) =>
      event.type === 'CompensationStarted'
        ? [event, { ...event, type: 'CompensationSucceeded' as const }]
        : [event],
    );
  return {
    append: async (saga, event) => {
      for (const one of early([event])) await log.append(saga, one);
    },
    appendAndRaise: (start, events, status) => log.appendAndRaise(start, early(events), status),
  };
});
