import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../lib/asl';
import { Engine, RealClock, type TaskCall } from '../lib/engine';
import { flatSteps } from '../lib/saga';
import { orderSaga } from '../lib/sagas';
import { type Invoke, orderParticipants } from './order-participants';

/**
 * Order sagas per second through the engine, with handlers in this process and the full history, beside a bare loop
 * that calls the same handlers with the same commands. Both in one run, in turns, the best of each.
 */
const SAGAS = 500;
/** Shows that it runs; what a busy machine measures is not judged. */
const SMOKE = process.argv.includes('--smoke');
const ROUNDS = SMOKE ? 2 : 9;
const LEAST_RATIO = 1 / 3;
const DEADLINE_SECONDS = 86_400;
const STATE_MACHINE = 'arn:aws:states:us-east-1:111111111111:stateMachine:order';

const input = JSON.parse(readFileSync(join(process.cwd(), 'examples/order/valid.json'), 'utf8')) as unknown;

/** Calls the participants one after the other, and nothing else. */
const bareLoop = (clock: RealClock) => {
  const invoke = orderParticipants(clock);
  return async (id: string): Promise<void> => {
    const startTime = new Date(clock.now()).toISOString();
    let results: Record<string, unknown> = {};
    for (const { name, by } of flatSteps(orderSaga)) {
      const command = {
        saga: { name: 'order', id, version: 1, startTime, deadlineSeconds: DEADLINE_SECONDS },
        step: { name, command: name, phase: 'action', attempt: 1, runner: 'main' },
        input,
        results,
        skipped: [],
      };
      results = { ...results, [name]: JSON.parse(await invoke(by, JSON.stringify(command))) };
    }
  };
};

/** Starts the compiled state machine and waits for its end. */
const throughEngine = (clock: RealClock) => {
  const integrations = integrationsOf(orderParticipants(clock), () => engine);
  const engine = new Engine({
    clock,
    random: Math.random,
    integrations: (resource) => integrations[resource],
    region: 'us-east-1',
    accountId: '111111111111',
  });
  const definition = compile(orderSaga, {
    functionOf: (participant) => participant,
    queueOf: (participant) => participant,
    errorsQueue: 'saga-errors',
  });
  const text = JSON.stringify(input);
  return async (id: string): Promise<void> => {
    const request = { stateMachineArn: STATE_MACHINE, definition, name: id, input: text };
    const { status, history } = await engine.startExecution(request).done;
    if (status !== 'SUCCEEDED') throw new Error(`${status}: ${JSON.stringify(history.at(-1))}`);
  };
};

const integrationsOf = (
  invoke: Invoke,
  engine: () => Engine,
): Readonly<Record<string, (call: TaskCall) => Promise<unknown>>> => ({
  'arn:aws:states:::lambda:invoke': async ({ arguments: asked }) => {
    const { FunctionName, Payload } = asked as { FunctionName: string; Payload: unknown };
    const answer = await invoke(FunctionName, JSON.stringify(Payload));
    return { ExecutedVersion: '$LATEST', Payload: JSON.parse(answer), StatusCode: 200 };
  },
  'arn:aws:states:::sqs:sendMessage': async ({ arguments: asked, taskToken }) => {
    const { QueueUrl, MessageBody } = asked as { QueueUrl: string; MessageBody: unknown };
    invoke(QueueUrl, JSON.stringify(MessageBody)).then((answer) =>
      engine().sendTaskSuccess(taskToken as string, answer),
    );
    return { MessageId: 'in-process' };
  },
});

const sagasPerSecond = async (run: (id: string) => Promise<void>, round: number): Promise<number> => {
  const start = process.hrtime.bigint();
  for (let saga = 0; saga < SAGAS; saga++) await run(`o-${round}-${saga}`);
  return SAGAS / (Number(process.hrtime.bigint() - start) / 1e9);
};

const main = async (): Promise<void> => {
  let bare = 0;
  let engine = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const clock = new RealClock();
    bare = Math.max(bare, await sagasPerSecond(bareLoop(clock), round));
    engine = Math.max(engine, await sagasPerSecond(throughEngine(clock), round));
    clock.stop();
  }
  process.stdout.write(`bare loop: ${Math.round(bare)} order sagas a second\n`);
  process.stdout.write(`engine:    ${Math.round(engine)} order sagas a second, full history\n`);
  const ratio = engine / bare;
  process.stdout.write(`ratio:     ${ratio.toFixed(2)} (at least ${LEAST_RATIO.toFixed(2)} is asked for)\n`);
  if (!SMOKE && ratio < LEAST_RATIO) process.exitCode = 1;
};

main();
