import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateListExecutions, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Deployed, exampleOf, root } from '../operations/support/deployed';

const ROUNDS = 2;
const SAGAS = 200;
/** Orders that go well, and orders that have to be undone. */
const EXAMPLES = ['valid', 'valid', 'declined-card', 'valid', 'out-of-stock', 'address-not-served'];

interface Local {
  readonly process: ChildProcess;
  readonly endpoint: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const folder = mkdtempSync(join(tmpdir(), 'sigkill-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** `saga local --data`, in a process of its own. */
const sagaLocal = async (): Promise<Local> => {
  const child = spawn(join(root, 'bin/saga'), ['local', '--json', '--data', 'data'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.endsWith('}\n')) return { process: child, ...(JSON.parse(said) as Omit<Local, 'process'>) };
  }
  throw new Error(`saga local did not come up: ${complaint}`);
};

/** Nobody inside hears of it. */
const kill = async ({ process: child }: Local): Promise<void> => {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  running.delete(child);
};

const machineOf = ({ outputs }: Local, output: 'StateMachineArn' | 'StateMachineStartArn'): string =>
  String(Object.values(outputs).find(({ SagaName }) => SagaName === 'order')?.[output]);

const clientOf = ({ endpoint, region }: Local): SFNClient =>
  new SFNClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });

/** What the valid ones order there is enough of. */
const inputOf = (n: number): string => {
  const name = EXAMPLES[n % EXAMPLES.length] ?? 'valid';
  const items = [{ productId: 'lamp-brass', quantity: 1, unitPrice: 4900 }];
  return JSON.stringify({ ...(exampleOf('order', name) as object), ...(name === 'valid' ? { items } : {}) });
};

/** @returns the names of the sagas that were started */
const startSagas = async (local: Local, prefix: string): Promise<readonly string[]> => {
  const client = clientOf(local);
  const stateMachineArn = machineOf(local, 'StateMachineStartArn');
  const names = Array.from({ length: SAGAS }, (_, n) => `${prefix}-${n}`);
  await Promise.all(
    names.map((name, n) =>
      client.send(new StartExecutionCommand({ stateMachineArn, name, input: inputOf(n) })),
    ),
  );
  client.destroy();
  return names;
};

/** Waits until so many sagas of a round have gone through. */
const untilSucceeded = async (local: Local, prefix: string, count: number): Promise<void> => {
  const client = clientOf(local);
  for (;;) {
    let succeeded = 0;
    const pages = paginateListExecutions(
      { client },
      { stateMachineArn: machineOf(local, 'StateMachineArn'), statusFilter: 'SUCCEEDED', maxResults: 1000 },
    );
    for await (const { executions = [] } of pages) {
      succeeded += executions.filter(({ name }) => name?.startsWith(prefix)).length;
    }
    if (succeeded >= count) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  client.destroy();
};

test('killed in the middle of 200 running sagas, five times in a row: each ends, ledgers agree, no message is lost', async () => {
  const started: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const local = await sagaLocal();
    started.push(...(await startSagas(local, `round-${round}`)));
    // Somewhere in the middle, elsewhere in each round.
    await untilSucceeded(local, `round-${round}`, round * 20);
    await kill(local);
  }

  // The last one to come up finishes the work; on a clock that jumps, because visibility timeouts are minutes.
  const deployed = await Deployed.open({ dataDir: join(folder, 'data') });
  try {
    await deployed.stack.idle();
    await deployed.passLongestRuns();
    await deployed.stack.idle();
    const ends = new Map<string, number>();
    for (const name of started) {
      const { header, state } = await deployed.read('order', name);
      expect([name, state.status]).toEqual([name, expect.stringMatching(/^(COMPLETED|COMPENSATED)$/)]);
      expect([name, header.status]).toEqual([name, state.status]);
      ends.set(state.status, (ends.get(state.status) ?? 0) + 1);
      const states = new Set(Object.values(await deployed.ledgers('order', name)));
      expect([name, [...states]]).toEqual([name, [state.status === 'COMPLETED' ? 'DONE' : 'UNDONE']]);
    }
    expect(await deployed.wrongCounters('order')).toEqual([]);
    expect(deployed.leftMessages()).toEqual([]);
    expect(deployed.stack.executions().filter(({ end }) => end?.status === 'ABORTED').length).toBeGreaterThan(
      0,
    );
    expect(ends.size).toBe(2);
  } finally {
    await deployed.close();
  }
});
