import { starter } from '../../../lambdas/operations/start';
import { sweeper } from '../../../lambdas/operations/sweeper';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import {
  cancelSaga,
  listDeadLetters,
  type OperationPorts,
  redriveAll,
  resolveDeadLetters,
} from '../../operations';
import { isUnwindGivenUp, memorySweepCursor } from '../../runtime';
import { isOver, isUndone, ledgerKey, SagaError, type SagaStatus } from '../../saga';
import { MINUTE, SAGA } from './constants';
import { Died, type Process } from './process';
import type { Chance } from './scheduler';
import type { World } from './world';

/** What somebody was told. */
export interface Told {
  readonly command: 'cancel' | 'resolve' | 'start again' | 'start with another input';
  readonly answer: string;
}

/** Those who come from outside: they start the saga, cancel it, look after what was given up, and sweep. */
export interface Operators {
  readonly start: () => Promise<void>;
  /** @returns whether there was anything to do */
  readonly sweep: () => Promise<boolean>;
  readonly wasCancelled: () => boolean;
  readonly told: readonly Told[];
  /** Sends again what was given up. */
  readonly redrive: () => Promise<void>;
  /** Where unwinds died until nobody starts another one, a person has the next one tried. */
  readonly unwindAgain: () => Promise<void>;
  readonly chances: (idle: boolean) => readonly Chance[];
}

export const openOperators = (
  world: World,
  tools: ErrorsTools,
  ports: OperationPorts,
  {
    hasDeadLetters,
    isStarted,
  }: { readonly hasDeadLetters: () => boolean; readonly isStarted: () => boolean },
): Operators => {
  const { scheduler, clock, note, variation, excuse, definition, subject } = world;
  let cancelled = false;
  const told: Told[] = [];
  const cursor = memorySweepCursor();
  const readLog = () => world.log.read({ name: definition.name, id: SAGA });

  /** One command of an operator; who breaks off does not come again. */
  const command = async <Answer>(
    name: string,
    mortality: 'operations' | 'none',
    run: (ports: OperationPorts) => Promise<Answer>,
  ): Promise<Answer | SagaError | undefined> => {
    const { outcome } = scheduler.start({ name, kind: 'operator', mortality }, (process) =>
      run(variedOperations(operatorPorts(world, ports, process))),
    );
    try {
      const answer = await outcome;
      note(`${name}: done`);
      return answer;
    } catch (error) {
      note(`${name}: ${(error as Error).message}`);
      if (error instanceof SagaError) return error;
      excuse(`${name} broke off`);
      return undefined;
    }
  };
  const variedOperations = (made: OperationPorts): OperationPorts => variation.operations?.(made) ?? made;

  const cancel = async (name = 'cancel'): Promise<void> => {
    world.meddle();
    const answer = await command(name, 'operations', (own) => cancelSaga(own, SAGA, 'as told'));
    // Whoever broke off may have come far enough.
    if (!(answer instanceof SagaError)) cancelled = true;
    if (answer && !(answer instanceof SagaError)) told.push({ command: 'cancel', answer: answer.outcome });
  };

  const request = async (name: string, input: unknown, mortality: 'operations' | 'none'): Promise<string> => {
    for (;;) {
      let refused: string | undefined;
      const { outcome } = scheduler.start(
        { name, kind: 'starter', mortality, about: input },
        async (process) => {
          const own = {
            ...tools,
            log: world.port(tools.log, 'log', process),
            orchestrator: world.port(tools.orchestrator, 'orchestrator', process),
            deadLetters: {
              send: async (body: unknown) => {
                refused = (body as { readonly code: string }).code;
              },
              delay: async () => undefined,
            },
          };
          const body = JSON.stringify({ saga: definition.name, id: SAGA, input });
          const { batchItemFailures } = await starter(() => own)({
            Records: [{ messageId: 'm', receiptHandle: 'r', body }],
          });
          return batchItemFailures.length === 0;
        },
      );
      // The request comes again until it is taken.
      if (await outcome.catch(() => false)) return refused ?? 'taken';
      await clock.sleep(MINUTE, `${name} comes again`);
    }
  };

  const again = (name: 'start again' | 'start with another input', input: unknown): void => {
    void request(name, input, 'operations').then((answer) => {
      note(`${name}: ${answer}`);
      told.push({ command: name, answer });
    });
  };

  const chance = (name: string, happen: () => void): Chance => ({
    name,
    kind: 'operator',
    cost: 'fault',
    happen: () => {
      note(`an operator: ${name}`);
      happen();
    },
  });

  return {
    told,
    wasCancelled: () => cancelled,
    start: async () => {
      const answer = await request('starter', subject.input, 'operations');
      if (answer !== 'taken') world.blame(`the request is refused: ${answer}`);
    },
    sweep: async () => {
      let acts = 0;
      const before = JSON.stringify(await readLog());
      const { outcome } = scheduler.start(
        { name: 'sweeper', kind: 'sweeper', mortality: 'operations' },
        (process) => {
          const own: ErrorsTools = {
            ...tools,
            log: world.port(tools.log, 'log', process),
            orchestrator: world.port(tools.orchestrator, 'orchestrator', process),
            errors: world.port(
              {
                ...tools.errors,
                send: (body: unknown) => {
                  acts++;
                  return tools.errors.send(body);
                },
              },
              'errors',
              process,
            ),
          };
          return sweeper(() => ({ ...(variation.sweeper?.(own) ?? own), cursor, ...NO_REMOVAL }))();
        },
      );
      await outcome.catch((error: unknown) => {
        if (!(error instanceof Died)) note(`the sweeper: ${(error as Error).message}`);
      });
      return acts > 0 || JSON.stringify(await readLog()) !== before;
    },
    redrive: async () => void (await command('redrive', 'none', (own) => redriveAll(own, { queue: true }))),
    unwindAgain: async () => {
      const logged = await readLog();
      if (!isUnwindGivenUp(logged?.events ?? [])) return;
      await command('unwind again', 'none', (own) => cancelSaga(own, SAGA, 'mended'));
    },
    chances: (idle) => [
      chance('cancel', () => void cancel()),
      chance('cancel-twice', () => {
        void cancel();
        void cancel('cancel again');
      }),
      // Before that it would be the first.
      ...(isStarted()
        ? [
            chance('start-again', () => again('start again', subject.input)),
            chance('start-other', () => again('start with another input', otherThan(subject.input))),
          ]
        : []),
      chance('redrive', () => {
        void command('redrive', 'operations', (own) => redriveAll(own, { queue: true }));
      }),
      ...(idle && hasDeadLetters() ? [chance('resolve', () => void resolve())] : []),
    ],
  };

  async function resolve(): Promise<void> {
    await settleByHand(world, ports);
    const answer = await command('resolve', 'operations', (own) =>
      resolveDeadLetters(own, { id: SAGA, reason: 'as told' }),
    );
    if (answer && !(answer instanceof SagaError)) told.push({ command: 'resolve', answer: answer.status });
  }
};

const operatorPorts = (world: World, ports: OperationPorts, process: Process): OperationPorts => ({
  ...ports,
  log: world.port(ports.log, 'log', process),
  orchestrator: world.port(ports.orchestrator, 'orchestrator', process),
  ledgerOf: (participant) => world.port(ports.ledgerOf(participant), 'ledger', process),
  errors: world.port(ports.errors, 'errors', process),
  deadLetters: world.port(ports.deadLetters, 'deadLetters', process),
});

/** Valid or not: it is another one. */
const otherThan = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...input, another: true }
    : { another: input };

/** What an operator does before telling the saga: gives back, takes back, carries out. */
const settleByHand = async ({ tables, provider }: World, ports: OperationPorts): Promise<void> => {
  for await (const letter of listDeadLetters(ports)) {
    const { items, counters } = tables.of(letter.participant);
    const key = ledgerKey({ name: letter.sagaName, id: letter.sagaId }, letter.step);
    const item = items.get(key);
    if (item?.outside || item?.outsidePending || item?.state === 'DOING') {
      provider.settleByHand(key, letter.phase);
    }
    if (letter.phase === 'action' || item?.state !== 'DONE') continue;
    for (const { counter, take } of item.effects) counters.set(counter, (counters.get(counter) ?? 0) + take);
  }
};

const tooEarly = async (): Promise<never> => {
  throw new Error('nothing here is old enough to be removed');
};
const NO_REMOVAL = {
  logRemoval: { close: tooEarly, strip: tooEarly, remove: tooEarly },
  ledgerRemovalOf: () => ({ strip: tooEarly, remove: tooEarly }),
};

/** Whether what a cancel said is true in the end. */
export const isTrue = ({ command, answer }: Told, status: SagaStatus): boolean => {
  switch (command) {
    case 'cancel':
      return isUndone(status);
    case 'resolve':
      return !isOver(answer as SagaStatus) || answer === status;
    case 'start again':
      return answer === 'taken';
    case 'start with another input':
      return answer === 'SagaIdTaken' || answer === 'InvalidInput';
  }
};
