import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Every benchmark, one process each; `npm run bench -- NAME…` runs some. `--smoke` is passed on: fewer rounds. */
const BENCHMARKS = ['engine', 'peer', 'stack', 'cost', 'cold-start', 'start', 'operators'];

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('--'));
const asked = args.filter((arg) => !arg.startsWith('--'));
const unknown = asked.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`there is no benchmark '${unknown}': use ${BENCHMARKS.join(', ')}\n`);
  process.exit(1);
}

let failed = 0;
for (const name of asked.length > 0 ? asked : BENCHMARKS) {
  const file = join(__dirname, `${name}.ts`);
  if (!existsSync(file)) continue;
  process.stdout.write(`\n${name}\n`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', file, ...options], {
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
