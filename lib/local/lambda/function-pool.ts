import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '../../engine';
import { type FunctionConfig, functionFailure, type InvocationResult } from './function-config';
import { FunctionWorker } from './function-worker';
import type { Invocation, InvocationRequest, LogLine, Settle } from './invocation';
import type { WorkerMessage } from './worker-source';

/** What a pool needs of the stack. */
export interface PoolHost {
  readonly clock: Clock;
  /** Shared offset of a simulated clock. */
  readonly clockOffset: SharedArrayBuffer | undefined;
  /** Environment of a new worker, with the endpoint that names it. */
  environmentOf(config: FunctionConfig, workerId: string): Readonly<Record<string, string>>;
  log(line: LogLine): void;
  started(invocation: Invocation): void;
  /** `milliseconds`: how long the handler ran, without loading and waiting. */
  ended(invocation: Invocation, milliseconds: number): void;
}

interface Job {
  readonly request: InvocationRequest;
  readonly settle: Settle;
  /** Lets go of the clock. */
  readonly release: () => void;
}

/** One worker and what it is doing. */
interface Slot {
  readonly worker: FunctionWorker;
  ready: boolean;
  running: Running | undefined;
}

interface Running {
  readonly invocation: Invocation;
  readonly settle: Settle;
  release: () => void;
  timeout: Timer | undefined;
  suspended: boolean;
  /** When the handler was called, on the stack's clock; undefined while the bundle loads. */
  since: number | undefined;
}

/** How long an invocation waits for a worker before another one is started. */
const GROW_AFTER_MS = 100;

/** Threads that are busy for more than these shares of the time are short of processor, not of company. */
const BUSY_WORKER = 0.3;
const BUSY_HOST = 0.5;

/**
 * The warm workers of one function.
 *
 * Invariants:
 * 1. A worker runs one invocation at a time.
 * 2. No more than `limit` invocations run at once (suspended ones do not count); the others wait in order of arrival.
 * 3. An invocation holds the clock from the moment it is asked for until it has ended.
 * 4. A worker that timed out, crashed or could not load is never used again.
 */
export class FunctionPool {
  private readonly slots = new Set<Slot>();
  private readonly waiting: Job[] = [];
  private growth: Timer | undefined;
  private created = 0;
  private stopped = false;

  constructor(
    private readonly config: FunctionConfig,
    private readonly limit: number,
    private readonly host: PoolHost,
  ) {}

  /** Runs the function; a failure of the function is a result, not a rejection. */
  invoke(request: InvocationRequest): Promise<InvocationResult> {
    if (this.stopped) return Promise.resolve(exited('', 'the stack was stopped'));
    const release = this.host.clock.hold();
    return new Promise<InvocationResult>((settle) => {
      this.waiting.push({ request, settle, release });
      this.dispatch();
    });
  }

  /** Ends the worker of an invocation that is under way, and with it the invocation: as when the system kills it. */
  kill({ workerId, requestId }: Invocation): void {
    for (const slot of this.slots) {
      if (slot.worker.id !== workerId) continue;
      void slot.worker.terminate();
      this.lose(slot, exited(requestId, 'signal: killed'));
    }
  }

  /** Ends every worker; what is under way gets an error, as in a crash. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.slots].map((slot) => slot.worker.terminate()));
    for (const job of this.waiting.splice(0)) {
      job.settle(exited('', 'the stack was stopped'));
      job.release();
    }
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && !this.stopped) {
      const slot = this.freeSlot();
      if (!slot) {
        this.growLater();
        return;
      }
      this.start(slot, this.waiting.shift() as Job);
    }
  }

  /** One that is not busy; a new one when all are suspended, or there is none at all. */
  private freeSlot(): Slot | undefined {
    for (const slot of this.slots) if (!slot.running) return slot;
    return this.occupied() === 0 ? this.addSlot() : undefined;
  }

  private occupied(): number {
    let occupied = 0;
    for (const { running } of this.slots) if (running && !running.suspended) occupied++;
    return occupied;
  }

  /**
   * Another worker is started only when somebody has waited for a while and those that there are have been waiting
   * too (for a reply, a delay): starting one costs more than many short invocations, and more threads than work for
   * the processors make nothing faster.
   */
  private growLater(): void {
    if (this.growth || this.occupied() >= this.limit) return;
    const busy = [...this.slots].filter(({ ready, running }) => ready && running && !running.suspended);
    const before = busy.map(({ worker }) => ({ worker, at: worker.utilization() }));
    const host = performance.eventLoopUtilization();
    this.growth = this.host.clock.schedule(GROW_AFTER_MS, () => {
      this.growth = undefined;
      if (this.stopped || this.waiting.length === 0) return;
      const loading = [...this.slots].some((slot) => !slot.ready);
      const shares = before.map(({ worker, at }) => worker.utilization(at).utilization);
      const waiting =
        shares.length > 0 &&
        Math.max(...shares) < BUSY_WORKER &&
        performance.eventLoopUtilization(host).utilization < BUSY_HOST;
      if (!loading && waiting && this.occupied() < this.limit) {
        this.start(this.addSlot(), this.waiting.shift() as Job);
      }
      this.dispatch();
    });
  }

  private addSlot(): Slot {
    const id = `${this.config.name}-${++this.created}`;
    const worker = new FunctionWorker(
      id,
      this.config,
      this.host.environmentOf(this.config, id),
      this.host.clockOffset,
      {
        ready: () => {
          slot.ready = true;
          if (slot.running) this.run(slot, slot.running);
        },
        message: (message) => this.receive(slot, message),
        exit: (code, reason) =>
          this.lose(slot, exited(slot.running?.invocation.requestId ?? '', reason || `exit status ${code}`)),
      },
    );
    const slot: Slot = { worker, ready: false, running: undefined };
    this.slots.add(slot);
    return slot;
  }

  private start(slot: Slot, job: Job): void {
    const running: Running = {
      invocation: {
        ...job.request,
        requestId: randomUUID(),
        functionName: this.config.name,
        workerId: slot.worker.id,
        suspend: (pending) => this.suspend(slot, running, pending),
      },
      settle: job.settle,
      release: job.release,
      timeout: undefined,
      suspended: false,
      since: undefined,
    };
    slot.running = running;
    this.host.started(running.invocation);
    if (slot.ready) this.run(slot, running);
  }

  /** The function's time runs from here: loading the bundle is not counted. */
  private run(slot: Slot, running: Running): void {
    const { invocation } = running;
    running.since = this.host.clock.now();
    this.armTimeout(slot, running);
    slot.worker.run({
      id: invocation.requestId,
      payload: invocation.payload,
      deadline: this.host.clock.now() + this.config.timeoutSeconds * 1000,
      context: {
        functionName: this.config.name,
        functionVersion: invocation.version,
        invokedFunctionArn: invocation.qualifiedArn,
        memoryLimitInMB: String(this.config.memoryMb),
      },
    });
  }

  private armTimeout(slot: Slot, running: Running): void {
    running.timeout = this.host.clock.schedule(this.config.timeoutSeconds * 1000, () => {
      const { requestId } = running.invocation;
      void slot.worker.terminate();
      this.lose(
        slot,
        functionFailure({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${requestId} Error: Task timed out after ${this.config.timeoutSeconds.toFixed(2)} seconds`,
        }),
      );
    });
  }

  private async suspend<T>(slot: Slot, running: Running, pending: Promise<T>): Promise<T> {
    running.timeout?.cancel();
    const suspendedAt = this.host.clock.now();
    running.suspended = true;
    running.release();
    this.dispatch();
    try {
      return await pending;
    } finally {
      running.suspended = false;
      if (slot.running === running) {
        running.release = this.host.clock.hold();
        running.since = (running.since ?? suspendedAt) + this.host.clock.now() - suspendedAt;
        this.armTimeout(slot, running);
      }
    }
  }

  private receive(slot: Slot, message: WorkerMessage): void {
    switch (message.kind) {
      case 'log':
        this.host.log({
          time: new Date(this.host.clock.now()).toISOString(),
          functionName: this.config.name,
          requestId: slot.running?.invocation.requestId ?? '',
          level: message.level,
          text: message.text,
        });
        return;
      case 'unloadable':
        void slot.worker.terminate();
        this.lose(slot, { payload: message.error, functionError: 'Unhandled' });
        return;
      case 'result':
      case 'error':
        if (slot.running?.invocation.requestId !== message.id) return;
        this.finish(
          slot,
          message.kind === 'result'
            ? { payload: message.payload }
            : { payload: message.payload, functionError: 'Unhandled' },
        );
        this.dispatch();
    }
  }

  private finish(slot: Slot, result: InvocationResult): void {
    const { running } = slot;
    if (!running) return;
    slot.running = undefined;
    running.timeout?.cancel();
    const now = this.host.clock.now();
    this.host.ended(running.invocation, now - (running.since ?? now));
    running.settle(result);
    running.release();
  }

  private lose(slot: Slot, result: InvocationResult): void {
    if (!this.slots.delete(slot)) return;
    this.finish(slot, result);
    this.dispatch();
  }
}

const exited = (requestId: string, reason: string): InvocationResult =>
  functionFailure({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`,
  });
