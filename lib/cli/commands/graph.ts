import { compile, placeholderTargets, type StateMachineDefinition, toMermaid } from '../../asl';
import { readMachine } from '../../cost';
import { sagas } from '../../sagas';
import { type CliCommand, EXIT, UsageError } from '../command';
import { findSaga } from '../find-saga';
import type { CliHost } from '../host';
import { machineInTemplate, readDocument } from '../machine-files';

interface GraphOptions {
  readonly asl?: string;
  readonly template?: string;
  readonly machine?: string;
}

const NAMES = Object.keys(sagas).join(', ');

export const graphCommand: CliCommand = {
  configure: (command) =>
    command
      .argument('[saga]', `which saga: ${NAMES}`)
      .option('--asl <file>', 'any state machine in Amazon States Language (JSON or YAML)')
      .option('--template <file>', 'a state machine in a template (JSON or YAML)')
      .option('--machine <id>', 'logical id of the state machine, where the template has several'),
  run: async (host, options: GraphOptions, saga) => {
    const mermaid = toMermaid(await machineOf(host, options, saga));
    host.stdout(mermaid.endsWith('\n') ? mermaid : `${mermaid}\n`);
    return EXIT.ok;
  },
};

const machineOf = async (
  host: CliHost,
  { asl, template, machine }: GraphOptions,
  saga: string | undefined,
): Promise<StateMachineDefinition> => {
  const given = [saga, asl, template].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new UsageError(`draw what? give one of: a saga (${NAMES}), --asl FILE, --template FILE`);
  }
  if (saga !== undefined) return compile(findSaga(saga), placeholderTargets);
  if (asl !== undefined) return drawable(await readDocument(host, asl));
  return drawable((await machineInTemplate(host, template as string, machine)).definition);
};

/**
 * Whatever has a flow can be drawn, also what could not run as it stands (`${…}` of a template in place of ARNs).
 * @throws SagaError MalformedAsl
 */
const drawable = (definition: unknown): StateMachineDefinition => {
  readMachine(definition);
  const parsed: unknown = typeof definition === 'string' ? JSON.parse(definition) : definition;
  return parsed as StateMachineDefinition;
};
