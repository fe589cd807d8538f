import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** In a process of its own: a test runner takes uncaught exceptions for itself. */
const SCRIPT = `
const { JumpingClock, sleep } = require('./lib/engine');
process.on('uncaughtException', ({ message }) => console.log('thrown', message));
const clock = new JumpingClock();
clock.schedule(10, () => { throw new Error('of a timer'); });
sleep(clock, 20).then(() => { console.log('went on'); clock.stop(); });
`;

test('a timer that throws does not stop the time for the others', () => {
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', SCRIPT], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  expect(stdout.split('\n').filter(Boolean)).toEqual(['thrown of a timer', 'went on']);
});
