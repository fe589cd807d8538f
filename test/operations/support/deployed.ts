import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { JumpingClock } from '../../../lib/engine';
import { type EmbeddedStack, type FaultRule, type StackOptions, startStack } from '../../../lib/local';
import {
  awsPorts,
  deploymentsIn,
  describeSagaStacks,
  type ErasePorts,
  type OperationClients,
  operationClients,
  type SagaResources,
} from '../../../lib/operations';
import { AVAILABLE, executionArn, startSaga } from '../../../lib/runtime';
import {
  COUNTER_PREFIX,
  flatSteps,
  foldEvents,
  hasCompensation,
  type LedgerState,
  ledgerKey,
  longestRunSeconds,
  participantNames,
  type SagaDefinition,
  type SagaEvent,
} from '../../../lib/saga';
import { expectNoDenials } from '../../every/denials';
import { project, root, type World } from '../../every/world';
import { refill } from '../../matrix/counters';

export { root };

/** Nothing that goes on takes as long, on the slowest machine. */
const HANGS_MS = 1_200_000;

export const exampleOf = (saga: string, name = 'valid'): unknown => project.examples(saga)[name];

/** One of the sagas of a stack, with everything to work on it. */
export interface DeployedSaga {
  readonly definition: SagaDefinition;
  readonly resources: SagaResources;
  readonly ports: ErasePorts;
}

/** The real templates and bundles on the embedded stack, seen as operators see them. */
export class Deployed {
  private constructor(
    readonly stack: EmbeddedStack,
    readonly clock: JumpingClock,
    readonly clients: OperationClients,
    private readonly found: ReadonlyMap<string, SagaResources>,
    private readonly sagas: World['sagas'],
  ) {}

  static async open(
    options: Omit<StackOptions, 'assembly' | 'clock'> = {},
    world: World = project,
  ): Promise<Deployed> {
    const assembly = await world.assembly();
    const clock = new JumpingClock();
    const stack = await startStack({ ...options, assembly, clock });
    const clients = operationClients({
      endpoint: stack.endpoint,
      region: stack.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const found = deploymentsIn(await describeSagaStacks(clients.cloudformation));
    return new Deployed(stack, clock, clients, found, world.sagas);
  }

  async close(): Promise<void> {
    this.clients.destroy();
    await this.stack.stop();
    expectNoDenials(this.stack);
  }

  saga(name: string): DeployedSaga {
    const definition = this.sagas[name] as SagaDefinition;
    const resources = this.found.get(name) as SagaResources;
    // Operators live in the same time as the stack.
    const clock = { now: () => this.stack.now(), sleep: async () => undefined };
    return { definition, resources, ports: awsPorts(this.clients, resources, definition, clock) };
  }

  async start(name: string, id: string, input: unknown = exampleOf(name)): Promise<void> {
    const { definition, ports } = this.saga(name);
    await startSaga(ports, definition, id, input);
  }

  /** Empties the participants' tables of a saga: whatever starts next finds its counters as they were at first. */
  async refill(name: string): Promise<void> {
    const resources = (one: SagaDefinition) => this.saga(one.name).resources;
    await refill({ stack: this.stack, clients: this.clients, resources }, this.saga(name).definition);
  }

  /** Waits, in real time, until a fault has hit: the state of that command is being worked on from then on. */
  async hit(fault: Pick<FaultRule, 'command' | 'sagaId'>): Promise<void> {
    const until = Date.now() + HANGS_MS;
    while (
      !this.stack.faultsHit.some(
        ({ command, sagaId }) => command === fault.command && sagaId === fault.sagaId,
      )
    ) {
      if (Date.now() > until) throw new Error(`${fault.command} of ${fault.sagaId} was never reached`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** Waits, in real time, until the log of a saga says so. */
  async logged(name: string, id: string, event: Pick<SagaEvent, 'step' | 'type'>): Promise<void> {
    const until = Date.now() + HANGS_MS;
    const { ports } = this.saga(name);
    for (;;) {
      const events = (await ports.log.read({ name, id }))?.events ?? [];
      if (events.some(({ step, type }) => step === event.step && type === event.type)) return;
      if (Date.now() > until) throw new Error(`${event.type} of ${event.step} was never logged by ${id}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** Stops an execution by hand, as somebody in the console would. */
  async stop(name: string, execution: string, machine: 'saga' | 'unwind' = 'saga'): Promise<void> {
    const { ports } = this.saga(name);
    const arn = machine === 'saga' ? ports.stateMachineArn : ports.unwindMachineArn;
    await ports.orchestrator.stop(executionArn(arn, execution), 'StoppedByHand', 'by hand');
  }

  /** Lets so much time pass that every open saga is overdue. */
  async passLongestRuns(): Promise<void> {
    const longest = Math.max(...Object.values(this.sagas).map(longestRunSeconds));
    await this.stack.pass((longest + 60) * 1000);
  }

  async sweep(): Promise<void> {
    for (const schedule of this.stack.schedules) this.stack.runSchedule(schedule);
    await this.stack.idle();
  }

  setRules(enabled: boolean): void {
    for (const rule of this.stack.rules) this.stack.setEnabled(rule, enabled);
  }

  setSchedules(enabled: boolean): void {
    for (const schedule of this.stack.schedules) this.stack.setEnabled(schedule, enabled);
  }

  async read(name: string, id: string) {
    const logged = await this.saga(name).ports.log.read({ name, id });
    if (!logged) throw new Error(`the log knows no ${name} saga ${id}`);
    return { ...logged, state: foldEvents(logged.header.steps, logged.events) };
  }

  /** Step → what its ledger says; steps without an item are missing. */
  async ledgers(name: string, id: string): Promise<Readonly<Record<string, LedgerState>>> {
    const { definition, ports } = this.saga(name);
    const states = await Promise.all(
      flatSteps(definition).map(async (step) => {
        const item = await ports.ledgerOf(step.by).read(ledgerKey({ name, id }, step.name));
        return item ? ([[step.name, item.state]] as const) : [];
      }),
    );
    return Object.fromEntries(states.flat());
  }

  /**
   * Counters of all participants of a saga that do not agree with the ledgers: what is available must be the capacity
   * less what the DONE items took.
   */
  async wrongCounters(name: string): Promise<readonly string[]> {
    const { definition, resources } = this.saga(name);
    const wrong: string[] = [];
    for (const participant of participantNames(definition)) {
      const items = await this.scan(resources.tableOf(participant));
      const taken = new Map<string, number>();
      const capacity = new Map<string, number>();
      for (const item of items) {
        for (const effect of (item.effects ?? []) as { counter: string; take: number; capacity: number }[]) {
          capacity.set(effect.counter, effect.capacity);
          if (item.state === 'DONE')
            taken.set(effect.counter, (taken.get(effect.counter) ?? 0) + effect.take);
        }
      }
      for (const item of items) {
        const pk = item.pk as string;
        if (!pk.startsWith(COUNTER_PREFIX)) continue;
        const counter = pk.slice(COUNTER_PREFIX.length);
        const expected = (capacity.get(counter) ?? 0) - (taken.get(counter) ?? 0);
        if (item[AVAILABLE] !== expected) wrong.push(`${counter}: ${item[AVAILABLE]}, not ${expected}`);
      }
    }
    return wrong;
  }

  /** Messages left in a saga's queues, dead-letter queues too. */
  leftMessages(): readonly string[] {
    // What ended is told to a reader outside, and there is none.
    const ended = Object.values(this.stack.outputs).map(({ EndedQueueUrl }) =>
      EndedQueueUrl?.split('/').at(-1),
    );
    return this.stack.queues
      .filter((queue) => !ended.includes(queue))
      .flatMap((queue) => this.stack.messages(queue).map(({ body }) => `${queue}: ${body}`));
  }

  private async scan(table: string): Promise<readonly Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.clients.dynamodb.send(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }
}

/** Every ledger of a saga that was taken back: UNDONE, retriable steps fenced or done. */
export const expectUndone = (
  definition: SagaDefinition,
  ledgers: Readonly<Record<string, LedgerState>>,
): void => {
  for (const step of flatSteps(definition)) {
    if (hasCompensation(step)) expect([step.name, ledgers[step.name]]).toEqual([step.name, 'UNDONE']);
    else expect(['UNDONE', 'DONE', undefined]).toContain(ledgers[step.name]);
  }
};
