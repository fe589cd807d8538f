import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleEntry, explainFailure, keepDraft, newDraft } from '../build';
import { participantNames, type SagaDefinition, SagaError } from '../saga';
import { sagas } from '../sagas';
import { hashExplorer } from './sources';

const FILE = 'explorer.mjs';

/**
 * The explorer with the sagas and handlers as they are now, in one file for threads: an earlier one when nothing changed.
 * @returns the file
 * @throws SagaError `BundleFailed`
 */
export const ensureExplorer = (root: string): string => {
  const cache = join(root, '.saga', 'explorers');
  const key = hashExplorer(root);
  const file = join(cache, key, FILE);
  if (existsSync(file)) return file;
  const draft = newDraft(cache);
  try {
    bundleEntry({ root, entry: entryOf(Object.values(sagas)), outfile: join(draft, FILE) });
    return join(keepDraft(cache, draft, key), FILE);
  } catch (error) {
    throw new SagaError('BundleFailed', `the handlers cannot be bundled: ${explainFailure(error, root)}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

/** Imports every handler, and serves. */
const entryOf = (definitions: readonly SagaDefinition[]): string => {
  const handlers = definitions.flatMap(({ name }, saga) =>
    participantNames(definitions[saga] as SagaDefinition).map((by, at) => ({
      name,
      by,
      as: `h${saga}_${at}`,
    })),
  );
  return [
    `import { serve } from './lib/explore';`,
    `import { sagas } from './lib/sagas';`,
    ...handlers.map(({ name, by, as }) => `import { handler as ${as} } from './lambdas/${name}/${by}';`),
    'serve({',
    ...definitions.map(({ name }) => {
      const own = handlers.filter((handler) => handler.name === name);
      const table = own.map(({ by, as }) => `${JSON.stringify(by)}: ${as}`).join(', ');
      return `  ${JSON.stringify(name)}: { definition: sagas[${JSON.stringify(name)}]!, handlers: { ${table} } },`;
    }),
    '});',
    '',
  ].join('\n');
};
