import { loadDefinition, type State, type StateMachineDefinition } from '../../lib/asl';
import {
  Engine,
  type Execution,
  type ExecutionSummary,
  JumpingClock,
  type ServiceIntegration,
  type TaskCall,
} from '../../lib/engine';

export const START = Date.parse('2026-01-01T00:00:00.000Z');
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine';

/** What a Task does in a test; the resource is `arn:aws:states:::test:<name>`. */
export type Service = (call: TaskCall) => unknown;

export interface Bench {
  readonly engine: Engine;
  readonly clock: JumpingClock;
  readonly changes: ExecutionSummary[];
  start(definition: StateMachineDefinition, input?: unknown, name?: string): Execution;
  /** Runs to the end. */
  run(definition: StateMachineDefinition, input?: unknown): Promise<Execution>;
}

/** An engine on a clock that jumps, with services by name. The clock is stopped after each test. */
export const bench = (services: Readonly<Record<string, Service>> = {}, random = () => 0.5): Bench => {
  const clock = new JumpingClock(() => START);
  opened.push(clock);
  const changes: ExecutionSummary[] = [];
  const engine = new Engine({
    clock,
    random,
    region: 'eu-west-1',
    accountId: '123456789012',
    onStatusChange: (summary) => changes.push(summary),
    integrations: (resource): ServiceIntegration | undefined => {
      const service = services[resource.split(':').at(-1) ?? ''];
      return service && (async (call) => service(call));
    },
  });
  let count = 0;
  const start: Bench['start'] = (definition, input = {}, name = `run-${++count}`) =>
    engine.startExecution({
      stateMachineArn: MACHINE,
      definition: loadDefinition(definition),
      name,
      input: JSON.stringify(input),
    });
  return { engine, clock, changes, start, run: (definition, input) => start(definition, input).done };
};

const opened: JumpingClock[] = [];
afterEach(() => {
  for (const clock of opened.splice(0)) clock.stop();
});

export const RESOURCE = 'arn:aws:states:::test:';

/** A JSONata machine out of its states, in order: the first is the start; one without Next goes to the one after it. */
export const machine = (states: Readonly<Record<string, unknown>>): StateMachineDefinition => {
  const names = Object.keys(states);
  const linked = names.map((name, index) => {
    const state = states[name] as Readonly<Record<string, unknown>>;
    const settled = state.Next || state.End || ['Choice', 'Fail', 'Succeed'].includes(state.Type as string);
    const next = names[index + 1];
    return [name, settled ? state : { ...state, ...(next ? { Next: next } : { End: true }) }] as const;
  });
  return {
    QueryLanguage: 'JSONata',
    StartAt: names[0] as string,
    States: Object.fromEntries(linked) as unknown as Record<string, State>,
  };
};

export const task = (service: string, fields: object = {}): object => ({
  Type: 'Task',
  Resource: `${RESOURCE}${service}`,
  ...fields,
});

export const typesOf = (execution: Execution): readonly string[] => execution.history.map(({ type }) => type);

export const outputOf = (execution: Execution): unknown =>
  execution.output === undefined ? undefined : JSON.parse(execution.output);

/** Seconds from the start of the test to each event of a type. */
export const secondsOf = (execution: Execution, type: string): readonly number[] =>
  execution.history
    .filter((event) => event.type === type)
    .map(({ timestamp }) => (timestamp.getTime() - START) / 1000);

/** Lets everything that is ready run, without letting time pass. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};
