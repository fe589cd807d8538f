import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EstimateJson } from '../../lib/cost';
import { root, runWith } from '../cli/test-host';

const five = JSON.stringify({
  StartAt: 'A',
  States: Object.fromEntries(
    ['A', 'B', 'C', 'D', 'E'].map((name, at, all) => [
      name,
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        ...(all[at + 1] ? { Next: all[at + 1] } : { End: true }),
      },
    ]),
  ),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cost-'));
  await writeFile(join(folder, 'five.asl.json'), five);
  await writeFile(join(folder, 'broken.asl.json'), '{"StartAt": "A"');
  const machine = (DefinitionString: unknown) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString },
  });
  await writeFile(join(folder, 'one.template.json'), JSON.stringify({ Resources: { Only: machine(five) } }));
  await writeFile(
    join(folder, 'two.template.json'),
    JSON.stringify({ Resources: { First: machine(five), Second: machine(five) } }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const cost = async (...argv: string[]): Promise<EstimateJson> => {
  const { code, stdout, stderr } = await runWith(['cost', ...argv, '--json'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as EstimateJson;
};

describe('saga cost', () => {
  it('of the order saga', async () => {
    const { saga, region, executions, transitions, monthlyUsd, ceilings } = await cost('order');
    expect({ saga, region, executions }).toEqual({ saga: 'order', region: 'us-east-1', executions: 10_000 });
    expect(transitions.billable).toBe(76_000);
    expect(monthlyUsd.stateTransitions).toBeCloseTo(1.9, 10);
    expect(monthlyUsd.dynamodb).toBeGreaterThan(0);
    expect(ceilings.sagasPerSecond).toBe(300);
  });

  it('of any ASL file: 5 × 10,000', async () => {
    const { transitions } = await cost('--asl', 'five.asl.json', '--start-overhead', '0');
    expect(transitions.total).toBe(50_000);
  });

  it('of ASL that is piped in', async () => {
    const { code, stdout } = await runWith(['cost', '--asl', '-', '--json'], { stdin: async () => five });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as EstimateJson).transitions.happyPath).toBe(5);
  });

  it('of the machine in a template', async () => {
    expect(await cost('--template', 'one.template.json')).toMatchObject({
      saga: 'Only',
      transitions: { happyPath: 5 },
    });
    const chosen = await cost('--template', 'two.template.json', '--machine', 'Second');
    expect(chosen.saga).toBe('Second');
  });

  // 100 a day are 3,000 a month: 3,000 × 8 - 4,000 = 20,000
  it('of a hundred a day', async () => {
    const { executions, transitions } = await cost('order', '--executions', '100', '--per', 'day');
    expect([executions, transitions.billable]).toEqual([3_000, 20_000]);
  });

  it('with failures and retries, under an assumed price', async () => {
    // 0.98 × 7 + 0.02 × 5 = 6.96
    const { transitions, monthlyUsd, paths } = await cost(
      ...['order', '--failure', 'process-payment=0.02', '--region', 'il-central-1', '--assume-price', '0.1'],
    );
    expect(transitions.expected).toBeCloseTo(6.96, 12);
    expect(monthlyUsd.stateTransitions).toBeCloseTo((79_600 - 4_000) * 0.0001, 9);
    expect(monthlyUsd.lambda).toBeNull();
    expect(paths[1]).toMatchObject({
      name: 'process-payment fails → compensated',
      probability: 0.02,
      transitions: 5,
    });
  });

  it('over the budget ends with 3, within it with 0', async () => {
    const over = await runWith(['cost', 'order', '--budget', '1']);
    expect(over.code).toBe(3);
    expect(over.stderr).toMatch(/^saga: order costs .* over the budget of \$1; .*\n$/);
    expect((await runWith(['cost', 'order', '--budget', '20'])).code).toBe(0);
  });

  it('says what README says', async () => {
    const { stdout } = await runWith(['cost', 'order', '--executions', '10000']);
    const [, total] = /order in us-east-1: (\$[\d.]+) a month/.exec(stdout) ?? [];
    const [, standing] = /(\$[\d.]+) of it while nothing runs/.exec(stdout) ?? [];
    const [, transitions] = /billable transitions .* ([\d.]+) +│ \[1\]/.exec(stdout) ?? [];
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toContain(
      `10,000 orders a month come to about ${total} in us-east-1, $${transitions} of it state transitions`,
    );
    expect(readme).toContain(`about ${standing} a month for the order saga`);
  });

  const bad: readonly (readonly [argv: readonly string[], culprit: string])[] = [
    [[], 'which saga?'],
    [['hotel'], "unknown saga 'hotel'"],
    [['order', '--region', 'mars-north-1'], 'Region mars-north-1'],
    [['order', '--failure', 'pay=0.1'], "Unknown command 'pay'"],
    [['order', '--failure', 'process-payment'], 'give COMMAND=P'],
    [['order', '--failure', 'process-payment=1.1'], '1.1 is not a probability'],
    [['order', '--retry', 'process-payment=x'], 'x is not a probability'],
    [['order', '--retry', 'process-payment=0.1', '--retry', 'process-payment=0.2'], 'given twice'],
    [['order', '--choice', 'A=B'], 'give STATE=NEXT:P'],
    [['order', '--items', 'A=x'], "'x': not a number"],
    [['order', '--executions', 'many'], "'many': not a number"],
    [['order', '--per', 'year'], "--per 'year'"],
    [['order', '--architecture', 'mips'], "--architecture 'mips'"],
    [['order', '--start-overhead', '5'], 'Start overhead'],
    [['order', '--budget', '-1'], "'-1': not a number"],
    [['--asl', 'nowhere.json'], "file 'nowhere.json' does not exist"],
    [['--asl', 'broken.asl.json'], 'Malformed ASL: not JSON'],
    [['--asl', 'one.template.json'], 'Malformed ASL'],
    [['--template', 'five.asl.json'], 'no AWS::StepFunctions::StateMachine'],
    [['--template', 'two.template.json'], 'choose one with --machine: First, Second'],
    [['--template', 'two.template.json', '--machine', 'Third'], 'the template has First, Second'],
    [['--asl', 'five.asl.json', '--template', 'one.template.json'], 'give one of them'],
  ];
  it('warns of what is seen as final before a step that often says no, and of nothing else', async () => {
    const often = await runWith(['cost', 'order', '--failure', 'ship-order=0.1'], { cwd: folder });
    expect(often.code).toBe(0);
    expect(often.stdout).toMatch(
      /\nWarning: others take process-payment for final, and ship-order after it says no to 10 % of the sagas: /,
    );
    const seldom = await runWith(['cost', 'order', '--failure', 'ship-order=0.01'], { cwd: folder });
    expect(seldom.stdout).not.toContain('Warning');
    const { stdout } = await runWith(['cost', 'order', '--failure', 'ship-order=0.1', '--json'], {
      cwd: folder,
    });
    expect(JSON.parse(stdout).warnings).toHaveLength(1);
  });

  it.each(bad)('%j: one clear line', async (argv, culprit) => {
    const { code, stdout, stderr } = await runWith(['cost', ...argv], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^saga: [^\n]+\n$/);
    expect(stderr).toContain(culprit);
  });
});
