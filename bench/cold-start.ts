import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LambdaBundles, lambdaEntries } from '../lib/constructs';
import { sagas } from '../lib/sagas';
import { median } from './median';

/**
 * How long each bundle takes to load, beside a bundle of the DynamoDB client alone: same esbuild run, same settings,
 * same turns. Each load is a process of its own, so that nothing is compiled or cached from the one before; the time is
 * that of the import, without the start of the process, and processor time: what else the machine does meanwhile does
 * not count. The client cut down to the calls of a participant is shown too:
 * that is the least that any function of these could be.
 *
 * The operations load clients of two or three more services; they start on a queue or a schedule, and no saga waits for
 * them. Their ratio is printed and not held to the limit.
 */
const BASELINE = 'client-dynamodb';
const LEAST = 'client-dynamodb-calls';
const SMOKE = process.argv.includes('--smoke');
const ROUNDS = SMOKE ? 3 : 15;
const MOST_RATIO = 1.2;
const KIB = 1024;

const root = join(__dirname, '..');
const entries = {
  [BASELINE]: `bench/fixtures/${BASELINE}.ts`,
  [LEAST]: `bench/fixtures/${LEAST}.ts`,
  ...lambdaEntries(Object.values(sagas)),
};
const names = Object.keys(entries);
const isOperation = (name: string): boolean => name.startsWith('operations/');
const participants = names.filter((name) => name.includes('/') && !isOperation(name));

const PROBE = `const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));`;

const loadMs = (file: string): number =>
  Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', PROBE, pathToFileURL(file).href], {
      encoding: 'utf8',
    }),
  );

const bundles = new LambdaBundles({ root, entries, cache: '.saga/bench' });
const fileOf = (name: string): string => join(bundles.pathOf(name), 'index.mjs');

const times = new Map<string, number[]>(names.map((name) => [name, []]));
for (const name of names) loadMs(fileOf(name)); // fills the caches of the file system
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of names) times.get(name)!.push(loadMs(fileOf(name)));
}

const base = median(times.get(BASELINE)!);
const ratios = new Map(names.map((name) => [name, median(times.get(name)!) / base]));
for (const [name, ratio] of ratios) {
  const size = `${Math.round(statSync(fileOf(name)).size / KIB)} KB`;
  const ms = `${(ratio * base).toFixed(1)} ms`;
  process.stdout.write(
    `${name.padEnd(22)} ${size.padStart(7)} ${ms.padStart(9)}  × ${ratio.toFixed(2)}${isOperation(name) ? '  (not held to the limit)' : ''}\n`,
  );
}
const worst = Math.max(...participants.map((name) => ratios.get(name)!));
process.stdout.write(
  `slowest participant: × ${worst.toFixed(2)} (at most ${MOST_RATIO.toFixed(2)} is asked for)\n`,
);
// A few rounds say that it runs, not how fast it is.
if (!SMOKE && worst > MOST_RATIO) process.exitCode = 1;
