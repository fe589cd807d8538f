import { compile, compileUnwind, placeholderTargets, type StateMachineDefinition } from '../../lib/asl';
import { Engine, JumpingClock, type TaskCall, TaskError } from '../../lib/engine';
import type { SagaDefinition } from '../../lib/saga';

/** What went out and how it ended, when a compiled machine runs with commands that fail as told. */
export interface Ran {
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

export const runForward = (definition: SagaDefinition, failures: Failures = {}): Promise<Ran> =>
  run(compile(definition, placeholderTargets), 'saga-1', failures.input ?? {}, failures);

/** Unwinds as `u1`. */
export const runUnwind = (definition: SagaDefinition, failures: Failures = {}): Promise<Ran> => {
  const saga = {
    name: definition.name,
    id: 'saga-1',
    version: 1,
    startTime: '2026-01-01T00:00:00.000Z',
    deadlineSeconds: 60,
  };
  return run(compileUnwind(definition, placeholderTargets), 'saga-1.u1', { saga }, failures);
};

const run = async (
  machine: StateMachineDefinition,
  name: string,
  input: unknown,
  { failing = [], parksFail = false }: Failures,
): Promise<Ran> => {
  const sent: string[] = [];
  const bodies = new Map<string, Body>();
  const clock = new JumpingClock();
  const note = (what: string, body: Body): void => {
    sent.push(what);
    bodies.set(what, body);
  };
  const answer = async (call: TaskCall): Promise<unknown> => {
    const { Payload, MessageBody } = call.arguments as { Payload?: Body; MessageBody?: Body };
    const body = Payload ?? MessageBody;
    if (typeof body.step === 'string') {
      if (parksFail) throw new TaskError('SQS.SdkClientException', 'the queue is away');
      note(`park ${body.step}`, body);
      return { MessageId: '1' };
    }
    const { command } = body.step;
    note(command, body);
    const fails = failing.includes(command);
    if (call.taskToken === undefined) {
      if (fails) throw new TaskError('BusinessError', 'as told');
      return { StatusCode: 200, Payload: { did: command } };
    }
    const token = call.taskToken;
    clock.schedule(1000, () =>
      fails
        ? engine.sendTaskFailure(token, 'BusinessError', 'as told')
        : engine.sendTaskSuccess(token, JSON.stringify({ did: command })),
    );
    return { MessageId: '1' };
  };
  const engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: () => answer,
    region: 'eu-west-1',
    accountId: '123456789012',
  });
  const execution = await engine.startExecution({
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:saga',
    definition: machine,
    name,
    input: JSON.stringify(input),
  }).done;
  clock.stop();
  return {
    sent,
    bodies,
    status: execution.status,
    error: execution.error,
    cause: execution.cause,
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
    transitions: execution.history.filter(({ type }) => type.endsWith('StateEntered')).length,
  };
};
