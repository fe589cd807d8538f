import { starter } from '../../../lambdas/operations/start';
import { sweeper } from '../../../lambdas/operations/sweeper';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import {
  cancelSaga,
  listDeadLetters,
  type OperationPorts,
  redriveAll,
  resolveDeadLetters,
} from '../../../lib/operations';
import { isUnwindGivenUp, memorySweepCursor } from '../../../lib/runtime';
import { type Ledger, ledgerKey, SagaError } from '../../../lib/saga';
import { noRemoval } from '../../lambdas/support/no-removal';
import { Crash, crashing, immortal, type Life, mortal } from './crashing';
import { DAY, HOUR, MINUTE, SAGA_ID, SECOND, type World } from './storm-world';

/** Those who come from outside: they start the saga, cancel it, look after what was given up, and sweep. */
export interface Operators {
  readonly start: (input: unknown) => Promise<void>;
  /** @returns whether there was anything to do */
  readonly sweep: () => Promise<boolean>;
  readonly wasCancelled: () => boolean;
  /** Sends again what was given up, or settles by hand what can be settled. */
  readonly lookAfterLetters: () => Promise<void>;
  /** Where unwinds died until nobody starts another one, a person is called, who has the next one tried. */
  readonly unwindAgain: () => Promise<void>;
}

export const openOperators = (world: World, tools: ErrorsTools, ports: OperationPorts): Operators => {
  const { chance, happens, wait, busy, note, storm, defect, excuse } = world;
  let cancelled = false;
  const cursor = memorySweepCursor();
  const read = async (): Promise<string> =>
    JSON.stringify(await world.log.read({ name: world.definition.name, id: SAGA_ID }));
  const lifeOf = (probability: number): Life => (happens(probability) ? mortal(chance) : immortal());

  /** One command of an operator, who tries again when it breaks off; not everybody does so until it is done. */
  const command = async (
    what: string,
    run: (ports: OperationPorts) => Promise<unknown>,
    patience: 'gives up' | 'insists' = 'gives up',
  ): Promise<void> => {
    for (;;) {
      const life = lifeOf(0.5);
      const dying: OperationPorts = {
        ...ports,
        log: crashing(ports.log, life),
        orchestrator: crashing(ports.orchestrator, life),
        ledgerOf: (participant) => crashing<Ledger>(ports.ledgerOf(participant), life),
        errors: crashing(ports.errors, life),
        deadLetters: crashing(ports.deadLetters, life),
      };
      try {
        await run(defect.operations?.(dying) ?? dying);
        note(`${what}: done`);
        return;
      } catch (error) {
        note(`${what}: ${(error as Error).message}`);
        if (error instanceof SagaError) return;
        if (!(error instanceof Crash)) throw error;
      }
      if (patience === 'gives up' && chance() < 0.3) {
        excuse(`${what} broke off`);
        return;
      }
      await wait(chance() * 10 * MINUTE);
    }
  };

  return {
    wasCancelled: () => cancelled,
    start: async (input) => {
      if (chance() < storm.cancels) {
        const delay = chance() * (chance() < 0.7 ? 5 * SECOND : HOUR);
        void busy(async () => {
          await wait(delay);
          cancelled = true;
          world.meddle();
          await command('cancel', (dying) => cancelSaga(dying, SAGA_ID, 'as told'));
        });
      }
      // The request comes again until it is taken.
      for (let taken = false; !taken; ) {
        const life = lifeOf(storm.faults);
        const dying = {
          ...tools,
          log: crashing(tools.log, life),
          orchestrator: crashing(tools.orchestrator, life),
          deadLetters: {
            send: async (body: unknown) => world.blame(`the request is refused: ${JSON.stringify(body)}`),
            delay: async () => undefined,
          },
        };
        const body = JSON.stringify({ saga: world.definition.name, id: SAGA_ID, input });
        const { batchItemFailures } = await starter(() => dying)({
          Records: [{ messageId: 'm', receiptHandle: 'r', body }],
        });
        taken = batchItemFailures.length === 0 && !life.dead;
        if (!taken) await wait(MINUTE);
      }
    },
    sweep: async () => {
      const life = lifeOf(storm.faults / 2);
      let acts = 0;
      const dying: ErrorsTools = {
        ...tools,
        log: crashing(tools.log, life),
        orchestrator: crashing(tools.orchestrator, life),
        errors: crashing(
          {
            ...tools.errors,
            send: (body) => {
              acts++;
              note(`the sweeper sends ${JSON.stringify(body)}`);
              return tools.errors.send(body);
            },
          },
          life,
        ),
      };
      const before = await read();
      await sweeper(() => ({ ...(defect.sweeper?.(dying) ?? dying), cursor, ...noRemoval }))().catch(
        (error: Error) => {
          if (!(error instanceof Crash)) throw error;
        },
      );
      return acts > 0 || (await read()) !== before;
    },
    unwindAgain: async () => {
      const logged = await world.log.read({ name: world.definition.name, id: SAGA_ID });
      if (!isUnwindGivenUp(logged?.events ?? [])) return;
      await wait(chance() * DAY);
      await command('unwind again', (dying) => cancelSaga(dying, SAGA_ID, 'mended'), 'insists');
    },
    lookAfterLetters: async () => {
      await wait(chance() * DAY);
      // By hand only where nobody else is at it.
      if (chance() < 0.5 || !world.isIdle()) {
        await command('redrive', (dying) => redriveAll(dying, { queue: chance() < 0.5 }));
        return;
      }
      await settleByHand(world, ports);
      // What was settled by hand must not be settled a second time.
      await command(
        'resolve',
        (dying) => resolveDeadLetters(dying, { id: SAGA_ID, reason: 'as told' }),
        'insists',
      );
    },
  };
};

/** What an operator does before telling the saga: gives back, takes back, carries out. */
const settleByHand = async ({ tableOf, provider, rules }: World, ports: OperationPorts): Promise<void> => {
  for await (const letter of listDeadLetters(ports)) {
    const { items, counters } = tableOf(letter.participant);
    const key = ledgerKey({ name: letter.sagaName, id: letter.sagaId }, letter.step);
    if (rules.outside.has(letter.step)) provider.settleByHand(key, letter.phase);
    const item = items.get(key);
    if (letter.phase === 'action' || item?.state !== 'DONE') continue;
    for (const { counter, take } of item.effects) counters.set(counter, (counters.get(counter) ?? 0) + take);
  }
};
