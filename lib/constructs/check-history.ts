import { type DefinitionRecord, missedBy, recordOf, type SagaDefinition, SagaError } from '../saga';

/**
 * Keeps sagas that are open from being stranded: a version holds every step of those before it.
 * @throws SagaError `VersionUnchanged` when a recorded version reads otherwise now, `StrandsOpenSagas`
 */
export const checkHistory = (definition: SagaDefinition, history: readonly DefinitionRecord[]): void => {
  const current = recordOf(definition);
  const { name, version } = definition;
  for (const earlier of history.filter((record) => record.name === name)) {
    const missed = missedBy(earlier, current);
    if (missed.length > 0) {
      throw new SagaError(
        'StrandsOpenSagas',
        `version ${version} of saga '${name}' could neither finish nor undo sagas of version ${earlier.version}: ` +
          `${missed.join('; ')}. Keep what they need, or give the new saga a name of its own; when no saga of version ` +
          `${earlier.version} is open or can be cancelled any more, delete lib/sagas/history/${fileOf(earlier)}`,
      );
    }
    if (earlier.version === version && JSON.stringify(earlier) !== JSON.stringify(current)) {
      throw new SagaError(
        'VersionUnchanged',
        `the definition of saga '${name}' changed, but its version is still ${version}: raise \`version\` and run ` +
          '`npm run versions` (`npm run versions -- --again` if this version was never deployed)',
      );
    }
  }
};

/** `order.v1.json` */
export const fileOf = ({ name, version }: Pick<DefinitionRecord, 'name' | 'version'>): string =>
  `${name}.v${version}.json`;
