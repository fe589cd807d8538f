import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { Variation } from '../../../lib/explore';
import type { SagaEvent } from '../../../lib/saga';

const redriver = (wrap: (tools: ErrorsTools) => Partial<ErrorsTools>): Variation => ({
  redriver: (tools) => ({ ...tools, ...wrap(tools) }),
});

/** Which way a dead execution goes on is read from the events of the log, which lag. */
export const directionFromLogEvents = redriver((tools) => ({
  orchestrator: {
    ...tools.orchestrator,
    statesEntered: async function* (arn) {
      const id = arn.slice(arn.lastIndexOf(':') + 1);
      const logged = await tools.log.read({ name: tools.definition.name, id });
      const started = (logged?.events ?? []).filter(({ type }) => type === 'StepStarted');
      for (const { step = '' } of started.toReversed()) {
        yield step.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());
      }
    },
  },
}));

/** Every unwind has the name of the first one. */
export const unwindUnderOneName = redriver((tools) => ({
  orchestrator: {
    ...tools.orchestrator,
    start: (machine, name, input) => tools.orchestrator.start(machine, name.replace(/-u\d+$/, '-u1'), input),
  },
}));

/** The event of a dead execution is taken away, and nothing is done about it. */
export const deathIgnored = redriver((tools) => ({
  orchestrator: { ...tools.orchestrator, describe: async (arn) => ({ arn, status: 'SUCCEEDED' }) },
}));

/** A parked step that fails again is taken for done. */
export const redriverSwallowsFailures = redriver((tools) => ({
  invoke: async (participant, command) => tools.invoke(participant, command).catch(() => ({})),
}));

/** The log never hears of a step that was parked. */
export const parkedNotLogged = redriver((tools) => ({
  log: {
    ...tools.log,
    append: async (saga, event) => {
      if (!PARKED.includes(event.type)) await tools.log.append(saga, event);
    },
  },
}));
const PARKED: readonly SagaEvent['type'][] = ['StepParked', 'CompensationFailed'];

/** Somebody who settles by hand leaves the ledger as it is. */
export const resolveWithoutLedger: Variation = {
  operations: (ports) => ({
    ...ports,
    ledgerOf: (participant) => {
      const ledger = ports.ledgerOf(participant);
      return {
        ...ledger,
        undo: async () => ({ kind: 'undone', before: undefined }),
        commit: async () => ({ kind: 'committed' }),
      };
    },
  }),
};

/** A cancel stops the execution, and starts the unwind without a mark. */
export const cancelWithoutItsMark: Variation = {
  operations: (ports) => ({
    ...ports,
    log: {
      ...ports.log,
      appendAndRaise: async (start, events, status) => {
        const rest = events.filter(({ type }) => type !== 'CancelRequested' && type !== 'UnwindStarted');
        if (rest.length > 0) await ports.log.appendAndRaise(start, rest, status);
      },
    },
  }),
};

/** A cancel only marks the log, and leaves the execution to itself. */
export const cancelNeverUnwinds: Variation = {
  operations: (ports) => ({
    ...ports,
    orchestrator: { ...ports.orchestrator, start: async () => 'exists', stop: async () => undefined },
  }),
};

/** Sagas that turn back are no business of the sweeper. */
export const sweeperBlindToCompensating: Variation = {
  sweeper: (tools) => ({
    ...tools,
    log: {
      ...tools.log,
      list: async (query) => {
        const page = await tools.log.list(query);
        return { ...page, sagas: page.sagas.filter(({ status }) => status !== 'COMPENSATING') };
      },
    },
  }),
};

/** The sweeper finds what is overdue, and sends nothing. */
export const sweeperSendsNothing: Variation = {
  sweeper: (tools) => ({ ...tools, errors: { ...tools.errors, send: async () => undefined } }),
};

/** Whoever redrives takes the letters away, and forgets to send them. */
export const redriveSendsNothing: Variation = {
  operations: (ports) => ({ ...ports, errors: { send: async () => undefined } }),
};
