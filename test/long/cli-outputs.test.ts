import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runSaga, spawnSaga } from '../cli/saga-process';

/** A command that writes at once, and one that does it after work. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['graph', ['graph', 'order']],
  ['help', ['--help']],
  ['run', ['run', 'order']],
];

test.each(COMMANDS)('%s | true: ends quietly', async (_name, argv) => {
  const child = spawnSaga(argv);
  child.stdout?.destroy();
  const [[code], said] = await Promise.all([
    once(child, 'close'),
    text(child.stderr as NodeJS.ReadableStream),
  ]);
  expect(code).toBe(0);
  // Progress, if anything.
  expect(said).not.toMatch(/EPIPE|Error|saga:/);
});

// A device that is always full, where there is one.
const full = ((): number | undefined => {
  try {
    return openSync('/dev/full', 'w');
  } catch {
    return undefined;
  }
})();
afterAll(() => {
  if (full !== undefined) closeSync(full);
});

(full === undefined ? test.skip : test).each(COMMANDS)(
  '%s > a full disk: one line, exit code 1',
  async (_name, argv) => {
    const { code, stderr } = await runSaga(argv, { stdout: full as number });
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
    expect(lines).toEqual(['saga: no space is left on the disk: make room, and try again']);
    expect(code).toBe(1);
  },
);
