import { compile, compileUnwind, placeholderTargets, type StateMachineDefinition } from '../../lib/asl';
import { Engine, EngineError, JumpingClock, type TaskCall, TaskError } from '../../lib/engine';
import type { SagaDefinition } from '../../lib/saga';

/** What went out and how it ended, when a compiled machine runs with commands that fail as told. */
export interface Ran {
  /** Of the execution. */
  readonly name: string;
  /** Commands by name; `park <step>` for a message to the errors queue that got through. */
  readonly sent: readonly string[];
  /** Last body of each command and park. */
  readonly bodies: ReadonlyMap<string, Body>;
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: unknown;
  /** States entered. */
  readonly transitions: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a message body, as it is sent.
export type Body = any;

export interface Failures {
  readonly input?: unknown;
  /** Commands that answer with BusinessError, every time. */
  readonly failing?: readonly string[];
  /** The errors queue takes nothing. */
  readonly parksFail?: boolean;
}

/** What one execution notes, and how its commands fail. */
interface Context {
  readonly sent: string[];
  readonly bodies: Map<string, Body>;
  readonly failing: readonly string[];
  readonly parksFail: boolean;
}

/** One engine for all runs of a file: it compiles the expressions of a machine once. */
const contexts = new Map<string, Context>();
const clock = new JumpingClock();
afterAll(() => clock.stop());

const answer = async (call: TaskCall): Promise<unknown> => {
  const context = contexts.get(call.executionName);
  if (!context) throw new Error(`no run ${call.executionName}`);
  const { Payload, MessageBody } = call.arguments as { Payload?: Body; MessageBody?: Body };
  const body = Payload ?? MessageBody;
  const note = (what: string): void => {
    context.sent.push(what);
    context.bodies.set(what, body);
  };
  if (typeof body.step === 'string') {
    if (context.parksFail) throw new TaskError('SQS.SdkClientException', 'the queue is away');
    note(`park ${body.step}`);
    return { MessageId: '1' };
  }
  const { command } = body.step;
  note(command);
  const fails = context.failing.includes(command);
  const token = call.taskToken;
  if (token === undefined) {
    if (fails) throw new TaskError('BusinessError', 'as told');
    return { StatusCode: 200, Payload: { did: command } };
  }
  clock.schedule(1000, () => {
    try {
      if (fails) engine.sendTaskFailure(token, 'BusinessError', 'as told');
      else engine.sendTaskSuccess(token, JSON.stringify({ did: command }));
    } catch (error) {
      // The step is over: a branch beside it failed meanwhile.
      if (!(error instanceof EngineError) || error.code !== 'TaskTimedOut') throw error;
    }
  });
  return { MessageId: '1' };
};

const engine = new Engine({
  clock,
  random: () => 0.5,
  integrations: () => answer,
  region: 'eu-west-1',
  accountId: '123456789012',
});

const compiled = new WeakMap<SagaDefinition, Record<'forward' | 'unwind', StateMachineDefinition>>();
const machinesOf = (definition: SagaDefinition): Record<'forward' | 'unwind', StateMachineDefinition> => {
  const known = compiled.get(definition);
  if (known) return known;
  const machines = {
    forward: engine.prepare(compile(definition, placeholderTargets)),
    unwind: engine.prepare(compileUnwind(definition, placeholderTargets)),
  };
  compiled.set(definition, machines);
  return machines;
};

export const runForward = (definition: SagaDefinition, failures: Failures = {}): Promise<Ran> =>
  run(machinesOf(definition).forward, nextId(), failures.input ?? {}, failures);

/** Unwinds as `u1`. */
export const runUnwind = (definition: SagaDefinition, failures: Failures = {}): Promise<Ran> => {
  const id = nextId();
  const saga = {
    name: definition.name,
    id,
    version: 1,
    startTime: '2026-01-01T00:00:00.000Z',
    deadlineSeconds: 60,
  };
  return run(machinesOf(definition).unwind, `${id}-u1`, { saga }, failures);
};

const nextId = (): string => `saga-${contexts.size + 1}`;

const run = async (
  definition: StateMachineDefinition,
  name: string,
  input: unknown,
  { failing = [], parksFail = false }: Failures,
): Promise<Ran> => {
  const context: Context = { sent: [], bodies: new Map(), failing, parksFail };
  contexts.set(name, context);
  const execution = await engine.startExecution({
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:saga',
    definition,
    name,
    input: JSON.stringify(input),
  }).done;
  return {
    name,
    sent: context.sent,
    bodies: context.bodies,
    status: execution.status,
    error: execution.error,
    cause: execution.cause,
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
    transitions: execution.history.filter(({ type }) => type.endsWith('StateEntered')).length,
  };
};
