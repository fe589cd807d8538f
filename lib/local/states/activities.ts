import type { Clock } from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import { resourceIn } from './arn';
import type { EncryptionConfiguration } from './machine';
import type { KeepResource, KeptResource } from './resource-line';

export interface ActivityResource {
  readonly arn: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly creationDate: number;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

/** A task that waits for a worker. */
export interface ActivityTask {
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
  /** Told once, when a worker has taken it. */
  readonly start: (workerName: string | undefined) => void;
}

/** How a worker waits. */
export interface ActivityPoll {
  readonly workerName: string | undefined;
  /** Aborted when the worker has gone away. */
  readonly signal: AbortSignal;
  idle<T>(pending: Promise<T>): Promise<T>;
}

/** How long a worker waits for a task. Source: Step Functions API reference, GetActivityTask. */
const POLL_MS = 60_000;

type Waiter = (task: ActivityTask) => void;

/** The activities, the tasks that wait for workers, and the workers that wait for tasks: each in order of arrival. */
export class Activities {
  private readonly activities = new Map<string, ActivityResource>();
  private readonly tasks = new Map<string, Set<ActivityTask>>();
  private readonly waiters = new Map<string, Set<Waiter>>();

  constructor(
    private readonly clock: Clock,
    private readonly keep: KeepResource = () => undefined,
  ) {}

  /** One that a template declares. */
  deploy(activity: ActivityResource): void {
    this.activities.set(activity.arn, activity);
  }

  create(activity: ActivityResource): void {
    this.deploy(activity);
    this.keep('activity', activity.arn, { ...activity } as JsonObject);
  }

  delete(arn: string): void {
    if (this.activities.delete(arn)) this.keep('activity', arn, undefined);
  }

  has(arn: string): boolean {
    return this.activities.has(arn);
  }

  /** @throws ServiceError `InvalidArn` or `ActivityDoesNotExist` */
  get(arn: string): ActivityResource {
    resourceIn(arn, 'activity');
    const activity = this.activities.get(arn);
    if (activity) return activity;
    throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
  }

  all(): readonly ActivityResource[] {
    return [...this.activities.values()];
  }

  restore(resources: readonly KeptResource[]): void {
    for (const { kind, arn, value } of resources) {
      if (kind === 'activity' && !this.has(arn)) this.deploy(value as unknown as ActivityResource);
    }
  }

  /** Hands the task to the worker that has waited longest, or keeps it until one asks; `signal` takes it back. */
  schedule(arn: string, task: ActivityTask, signal: AbortSignal): void {
    const [waiter] = this.waiters.get(arn) ?? [];
    if (waiter) {
      waiter(task);
      return;
    }
    const tasks = setIn(this.tasks, arn);
    tasks.add(task);
    signal.addEventListener('abort', () => tasks.delete(task), { once: true });
  }

  /** The next task; undefined when none has come in time. @throws ServiceError as `get` does */
  async poll(arn: string, { workerName, signal, idle }: ActivityPoll): Promise<ActivityTask | undefined> {
    this.get(arn);
    const tasks = setIn(this.tasks, arn);
    const [first] = tasks;
    if (first) {
      tasks.delete(first);
      first.start(workerName);
      return first;
    }
    return idle(this.wait(arn, workerName, signal));
  }

  /** The task is taken where it is handed over, so that no other worker gets it. */
  private wait(
    arn: string,
    workerName: string | undefined,
    signal: AbortSignal,
  ): Promise<ActivityTask | undefined> {
    const waiters = setIn(this.waiters, arn);
    return new Promise((resolve) => {
      const end = (task: ActivityTask | undefined): void => {
        waiters.delete(take);
        timeout.cancel();
        signal.removeEventListener('abort', gone);
        task?.start(workerName);
        resolve(task);
      };
      const take: Waiter = (task) => end(task);
      const gone = (): void => end(undefined);
      const timeout = this.clock.schedule(POLL_MS, gone);
      signal.addEventListener('abort', gone, { once: true });
      waiters.add(take);
    });
  }
}

const setIn = <Value>(sets: Map<string, Set<Value>>, key: string): Set<Value> => {
  const set = sets.get(key) ?? new Set<Value>();
  sets.set(key, set);
  return set;
};
