import { Worker } from 'node:worker_threads';
import type { Runner } from '../search/explore';
import type { RunResult } from '../search/run-schedule';
import type { Schedule } from '../search/schedule';
import { newStates } from '../search/states';
import type { Answer, Request } from './messages';

/** Threads that run the schedules of one saga with one input. */
export interface Pool extends Runner {
  /** Every edge of the machines. */
  readonly edges: readonly string[];
  /** Runs one schedule to its end, and tells what happened. */
  readonly read: (schedule: Schedule) => Promise<RunResult>;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** File that calls `serve`. */
  readonly bundle: string;
  readonly workers: number;
  readonly saga: string;
  readonly input: unknown;
  readonly interleave: boolean;
}

/** @throws Error with one line, when a thread cannot do what it was asked */
export const openPool = async ({ bundle, workers, ...about }: PoolOptions): Promise<Pool> => {
  const states = newStates();
  const threads = Array.from({ length: workers }, () => new Thread(bundle));
  const opened = await Promise.all(threads.map((thread) => thread.ask({ kind: 'open', ...about, states })));
  const first = threads[0] as Thread;
  return {
    size: workers,
    edges: opened[0]?.kind === 'opened' ? opened[0].edges : [],
    run: async (branches) => {
      const results: RunResult[] = [];
      let next = 0;
      const work = async (thread: Thread): Promise<void> => {
        for (let at = next++; at < branches.length; at = next++) {
          const branch = branches[at];
          if (branch) results[at] = await one(thread, { kind: 'run', branches: [branch] });
        }
      };
      await Promise.all(threads.map(work));
      return results;
    },
    read: (schedule) => one(first, { kind: 'read', schedule }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
};

const one = async (thread: Thread, request: Request): Promise<RunResult> => {
  const answer = await thread.ask(request);
  const [result] = answer.kind === 'results' ? answer.results : [];
  if (!result) throw new Error('a thread answered something else');
  return result;
};

/** One question at a time. */
class Thread {
  private readonly worker: Worker;

  constructor(bundle: string) {
    this.worker = new Worker(bundle);
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { worker } = this;
      const done = (): void => {
        worker.off('message', take);
        worker.off('error', fail);
      };
      const take = (answer: Answer): void => {
        done();
        if (answer.kind === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      };
      const fail = (error: Error): void => {
        done();
        reject(error);
      };
      worker.on('message', take);
      worker.on('error', fail);
      worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
