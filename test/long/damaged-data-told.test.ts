import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSaga } from '../cli/saga-process';
import { runWith } from '../cli/test-host';
import { Deployed } from '../operations/support/deployed';

const folder = mkdtempSync(join(tmpdir(), 'damaged-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('saga local on a folder that cannot be used: one line, and the process ends', async () => {
  mkdirSync(join(folder, 'data/queues'), { recursive: true });
  const { code, stdout, stderr } = await runSaga(['local', '--data', 'data'], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const said = stderr.split('\n').filter((line) => line.startsWith('saga: '));
  expect(said).toEqual([expect.stringContaining(`${join(folder, 'data/queues')} cannot be used (EISDIR): `)]);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('saga show says that the history is incomplete', async () => {
  const dataDir = join(folder, 'shown');
  const journal = join(dataDir, 'executions.ndjson');
  const before = await Deployed.open({ dataDir });
  await before.start('order', 'hit');
  await before.start('travel', 'spared');
  await before.stack.idle();
  await before.close();
  const lines = readFileSync(journal, 'utf8').split('\n');
  const events = lines.findIndex((line) => line.includes('"t":"events"') && line.includes(':hit"'));
  lines[events] = (lines[events] as string).slice(0, 200);
  writeFileSync(journal, lines.join('\n'));

  const deployed = await Deployed.open({ dataDir });
  const saga = (...argv: readonly string[]) =>
    runWith(argv, { env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint } });
  try {
    expect(deployed.stack.damage).toEqual([expect.stringContaining('the history of 1 execution may be')]);
    expect((await saga('show', 'hit')).stdout).toMatch(/^its history is incomplete: /m);
    expect(JSON.parse((await saga('show', 'hit', '--json')).stdout)).toMatchObject({
      status: 'COMPLETED',
      execution: { historyIncomplete: true },
    });
    expect((await saga('show', 'spared')).stdout).not.toContain('incomplete');
  } finally {
    await deployed.close();
  }
});
