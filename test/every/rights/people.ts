import { localClientOptions, personaCredentials } from '../../../lib/operations';
import { runWith } from '../../cli/test-host';
import type { Deployed } from '../../operations/support/deployed';

/** Somebody with the rights of one stack's policy alone: those of another would cover up what is missing. */
export const personaOf = (deployed: Deployed, who: string, saga: string): string => {
  const [stack = ''] =
    Object.entries(deployed.stack.outputs).find(([, { SagaName }]) => SagaName === saga) ?? [];
  return `${who}-${stack}`;
};

/** SDK clients of somebody. */
export const clientOptions = (deployed: Deployed, who: string, saga: string) =>
  localClientOptions(
    deployed.stack.endpoint,
    deployed.stack.region,
    personaCredentials(personaOf(deployed, who, saga)),
  );

/** Runs commands that have to go well; `show` may say by its code that a saga is not whole. Keeps which they were. */
export class Cli {
  readonly used = new Set<string>();

  constructor(private readonly deployed: Deployed) {}

  async run(who: string, ...argv: readonly string[]): Promise<void> {
    const [command = ''] = argv;
    this.used.add(command);
    const env = { ...process.env, AWS_ENDPOINT_URL: this.deployed.stack.endpoint };
    const { code, stderr } = await runWith([...argv, '--as', who], { env });
    if (code !== 0 && !(command === 'show' && code === 2))
      throw new Error(`saga ${argv.join(' ')}: ${code} ${stderr}`);
  }
}
