import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { commands } from '../../lib/cli/commands';
import { accessIn, loadAssembly, type StatementUse } from '../../lib/local';
import type { SagaDefinition } from '../../lib/saga';
import { useEverything } from '../every/rights';
import { project, root, type World } from '../every/world';
import { Deployed } from '../operations/support/deployed';

const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The stacks as they are with `-c key=true`. */
const withKey: World = {
  ...project,
  assembly: async () => {
    const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
      cwd: root,
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, key: 'true' }),
      },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return folder;
  },
};

const described = ({ statement }: StatementUse): string =>
  `${statement.id}: ${(statement.actions ?? []).join(', ')}`;

test.each([
  ['the stacks', project],
  ['the stacks with a key of their own', withKey],
])('every statement of every policy of %s is needed by something that happens here, or by AWS to serve them', async (_, world) => {
  const deployed = await Deployed.open({}, world);
  try {
    for (const name of Object.keys(world.sagas)) await useEverything(deployed, world, name);
  } finally {
    await deployed.close();
  }
  const { missing, statements } = accessIn(loadAssembly(await world.assembly()));
  expect(missing).toEqual([]);
  const served = new Set(statements.flatMap(({ needed, statement }) => (needed ? statement.id : [])));
  const unneeded = deployed.stack
    .permissions()
    .filter(({ needed, statement: { effect, id } }) => !needed && effect === 'Allow' && !served.has(id));
  expect(unneeded.map(described)).toEqual([]);
});

/** Commands that work on what is deployed and are not for operators, and whose they are. */
const NOT_FOR_OPERATORS = ['deploy', 'leftovers'];

/** Nobody's records can be looked at where no participant keeps any. */
const notOf = ({ records }: SagaDefinition): readonly string[] =>
  Object.keys(records).length === 0 ? ['records'] : [];

test('every command that works on what is deployed is tried as an operator', async () => {
  const [definition] = Object.values(project.sagas).sort((a, b) => notOf(a).length - notOf(b).length);
  if (!definition) throw new Error('there is no saga to operate');
  const deployed = await Deployed.open();
  const used = await useEverything(deployed, project, definition.name).finally(() => deployed.close());
  const all = await Promise.all(
    commands.map(async ({ usage, load }) => {
      const command = new Command();
      (await load()).configure(command);
      const [word = ''] = usage.split(' ');
      return command.options.some(({ long }) => long === '--as') ? [word] : [];
    }),
  );
  expect([...used, ...notOf(definition), ...NOT_FOR_OPERATORS].sort()).toEqual(
    [...new Set([...all.flat(), ...NOT_FOR_OPERATORS])].sort(),
  );
});
