import type { StateMachineDefinition } from '../lib/asl';
import { Engine, RealClock } from '../lib/engine';

/**
 * Executions a second of one JSONPath machine through the engine, beside another interpreter of the language in the
 * same process: in turns, the best of each. The other one keeps no history; ours does.
 */
const EXECUTIONS = 300;
/** Shows that it runs; what a busy machine measures is not judged. */
const SMOKE = process.argv.includes('--smoke');
const ROUNDS = SMOKE ? 2 : 7;
const LEAST_RATIO = 2;
const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:price';

const MACHINE = {
  StartAt: 'Check',
  States: {
    Check: {
      Type: 'Choice',
      Choices: [{ Variable: '$.items', IsPresent: true, Next: 'Price' }],
      Default: 'Empty',
    },
    Empty: { Type: 'Fail', Error: 'Empty' },
    Price: {
      Type: 'Task',
      Resource: FUNCTION,
      Parameters: { 'items.$': '$.items', 'id.$': '$.id' },
      ResultPath: '$.price',
      Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: ['Left', 'Right'].map((name) => ({
        StartAt: name,
        States: { [name]: { Type: 'Pass', Parameters: { 'id.$': '$.id', side: name }, End: true } },
      })),
      ResultPath: '$.sides',
      Next: 'Tell',
    },
    Tell: {
      Type: 'Pass',
      Parameters: { 'total.$': '$.price.total', 'text.$': "States.Format('order {}', $.id)" },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

const priced = (asked: unknown): unknown => {
  const { items } = asked as { items: readonly { price: number }[] };
  return { total: items.reduce((sum, { price }) => sum + price, 0) };
};
const input = { id: '4711', items: [{ price: 3 }, { price: 4 }] };
const EXPECTED = JSON.stringify({ total: 7, text: 'order 4711' });

type Run = (round: number, execution: number) => Promise<unknown>;

const ours = (clock: RealClock): Run => {
  const engine = new Engine({
    ...{ clock, random: Math.random, region: 'us-east-1', accountId: '111111111111' },
    integrations: () => async (call) => priced(call.arguments),
  });
  const definition = engine.prepare(MACHINE as unknown as StateMachineDefinition);
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:peer';
  const text = JSON.stringify(input);
  return async (round, execution) => {
    const request = { stateMachineArn, definition, name: `${round}-${execution}`, input: text };
    return JSON.parse((await engine.startExecution(request).done).output ?? 'null');
  };
};

const theirs = async (): Promise<Run> => {
  // It is written for Node.js 22.
  (Promise as { withResolvers?: unknown }).withResolvers ??= () => {
    const parts: Record<string, unknown> = {};
    parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return parts;
  };
  const { StateMachine } = await import('aws-local-stepfunctions');
  const machine = new StateMachine(MACHINE as never, { validationOptions: { noValidate: true } } as never);
  const overrides = { taskResourceLocalHandlers: { Price: async (asked: unknown) => priced(asked) } };
  return async () => machine.run(input as never, { overrides } as never).result;
};

const perSecond = async (run: Run, round: number): Promise<number> => {
  const start = process.hrtime.bigint();
  for (let execution = 0; execution < EXECUTIONS; execution++) await run(round, execution);
  return EXECUTIONS / (Number(process.hrtime.bigint() - start) / 1e9);
};

const main = async (): Promise<void> => {
  const other = await theirs();
  let mine = 0;
  let peer = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const clock = new RealClock();
    const engine = ours(clock);
    for (const [who, run] of [
      ['aws-local-stepfunctions', other],
      ['the engine', engine],
    ] as const) {
      const output = JSON.stringify(await run(-1, round));
      if (output !== EXPECTED) throw new Error(`${who} answers ${output}, not ${EXPECTED}`);
    }
    peer = Math.max(peer, await perSecond(other, round));
    mine = Math.max(mine, await perSecond(engine, round));
    clock.stop();
  }
  const ratio = mine / peer;
  process.stdout.write(`aws-local-stepfunctions: ${Math.round(peer)} executions a second\n`);
  process.stdout.write(`engine:                  ${Math.round(mine)} executions a second, full history\n`);
  process.stdout.write(
    `ratio:                   ${ratio.toFixed(2)} (at least ${LEAST_RATIO} is asked for)\n`,
  );
  if (!SMOKE && ratio < LEAST_RATIO) process.exitCode = 1;
};

main();
