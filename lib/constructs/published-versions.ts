import { createHash } from 'node:crypto';
import { compile, placeholderTargets } from '../asl';
import { type SagaDefinition, SagaError } from '../saga';

/** Version of a saga → fingerprint of the state machine that was compiled for it. */
export type PublishedVersions = Readonly<Record<string, string>>;

/** What a saga's version stands for: its state machine, whatever its functions and queues are called. */
export const fingerprintOf = (definition: SagaDefinition): string =>
  createHash('sha256')
    .update(JSON.stringify(compile(definition, placeholderTargets)))
    .digest('hex')
    .slice(0, 32);

/**
 * Keeps a version from changing its meaning: participants and operators tell sagas apart by it.
 * @throws SagaError `VersionUnchanged` when the state machine changed and the version did not
 */
export const checkPublished = (definition: SagaDefinition, published: PublishedVersions): void => {
  const { name, version } = definition;
  const recorded = published[String(version)];
  if (recorded === undefined || recorded === fingerprintOf(definition)) return;
  throw new SagaError(
    'VersionUnchanged',
    `the state machine of saga '${name}' changed, but its version is still ${version}: raise \`version\` in its ` +
      'definition and run `npm run versions` (`npm run versions -- --again` if this version was never deployed)',
  );
};
