import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureAssembly } from '../../lib/cli/assembly';
import type { ParticipantHandler, ParticipantPorts } from '../../lib/runtime';
import type { SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';

/** Sagas with all that it takes to prove them. */
export interface World {
  readonly sagas: Readonly<Record<string, SagaDefinition>>;
  /** Name → input. */
  readonly examples: (saga: string) => Readonly<Record<string, unknown>>;
  /** The handler of a participant as it is deployed; it finds its tables in the environment. */
  readonly handler: (saga: string, participant: string) => ParticipantHandler;
  /** The same on ports of one's own. */
  readonly handlerOn: (
    saga: string,
    participant: string,
    ports: ParticipantPorts,
  ) => (...invocation: Parameters<ParticipantHandler>) => Promise<unknown>;
  /** Folder of the synthesized stacks, one a saga. */
  readonly assembly: () => Promise<string>;
}

export const root = resolve(__dirname, '../..');

const examplesOf = (saga: string): Readonly<Record<string, unknown>> => {
  const folder = join(root, 'examples', saga);
  if (!existsSync(folder)) throw new Error(`saga ${saga} has no inputs: add examples/${saga}/valid.json`);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]),
  );
};

/** The sagas of this project: whoever adds one to the table, and its inputs to `examples`, has added it here. */
export const project: World = {
  sagas,
  examples: examplesOf,
  handler: (saga, participant) =>
    (require(join(root, 'lambdas', saga, participant)) as { readonly handler: ParticipantHandler }).handler,
  handlerOn: (saga, participant, ports) => project.handler(saga, participant).on(ports),
  assembly: () => ensureAssembly({ root, env: process.env }),
};
