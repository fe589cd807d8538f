import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median';

/**
 * How long the CLI takes from its start to its end, beside a Node.js that does nothing: in turns, medians. `list` asks a
 * `saga local` of its own; the bundle has been built before.
 */
const SMOKE = process.argv.includes('--smoke');
const ROUNDS = SMOKE ? 3 : 21;
const SAGA = join(__dirname, '../bin/saga');
const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));

interface Contender {
  readonly name: string;
  readonly argv: readonly string[];
  /** Times the first. */
  readonly mostRatio: number;
}

const CONTENDERS: readonly Contender[] = [
  { name: 'node -e 0', argv: ['-e', '0'], mostRatio: 1 },
  { name: 'saga --help', argv: [SAGA, '--help'], mostRatio: 4 },
  { name: 'saga list', argv: [SAGA, 'list'], mostRatio: 10 },
];

/** Milliseconds. */
const timeOf = ({ name, argv }: Contender): number => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
  const took = performance.now() - start;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return took;
};

const run = async (): Promise<void> => {
  const local = spawn(process.execPath, [SAGA, 'local', '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    // It says where it is once it is up.
    await Promise.race([once(local.stdout, 'data'), once(local, 'exit')]);
    const times = CONTENDERS.map((): number[] => []);
    for (const contender of CONTENDERS) timeOf(contender); // fills the caches of the file system
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, contender] of CONTENDERS.entries()) times[index]?.push(timeOf(contender));
    }
    const medians = times.map(median);
    for (const [index, { name, mostRatio }] of CONTENDERS.entries()) {
      const ratio = medians[index]! / medians[0]!;
      process.stdout.write(
        `${name.padEnd(12)} ${medians[index]!.toFixed(0).padStart(5)} ms  × ${ratio.toFixed(2)} (at most ${mostRatio})\n`,
      );
      // A few rounds say that it runs, not how fast it is.
      if (!SMOKE && ratio > mostRatio) process.exitCode = 1;
    }
  } finally {
    local.kill();
    if (local.exitCode === null) await once(local, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
};

void run();
