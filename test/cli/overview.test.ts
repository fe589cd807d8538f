import { Command } from 'commander';
import { commands } from '../../lib/cli/commands';
import { runWith } from './test-host';

const nameOf = (usage: string): string => usage.split(' ')[0] ?? usage;

it('lists every command with its arguments and what it does', async () => {
  const { code, stdout, stderr } = await runWith(['--help']);
  const text = stdout.replace(/\s+/g, ' ');
  expect([code, stderr]).toEqual([0, '']);
  expect(commands.filter(({ usage, summary }) => !text.includes(` ${usage} ${summary} `))).toEqual([]);
});

it.each(
  commands.map(({ usage, load }) => [usage, load] as const),
)('%s: the overview names the arguments that the command takes', async (usage, load) => {
  const declared = (await load()).configure(new Command(nameOf(usage)));
  const args = declared.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  expect([nameOf(usage), ...args].join(' ')).toBe(usage);
});

it.each(commands.map(({ usage }) => nameOf(usage)))('help %s is %s --help', async (name) => {
  const help = await runWith(['help', name]);
  expect(help).toEqual(await runWith([name, '--help']));
  expect([help.code, help.stdout, help.stderr]).toEqual([
    0,
    expect.stringContaining(`Usage: saga ${name} [options]`),
    '',
  ]);
});
