import { fingerprintOf, type PublishedVersions } from '../constructs';
import { sagas } from '../sagas';
import record from './published.json';

/** Saga → its versions that were published so far. */
export const published: Readonly<Record<string, PublishedVersions>> = record;

/**
 * The record with the current version of every saga in it; what is recorded stays.
 * `again` takes the current versions anew: for one that was never deployed.
 */
export const withCurrentVersions = (
  before: Readonly<Record<string, PublishedVersions>>,
  options: { readonly again: boolean },
): Readonly<Record<string, PublishedVersions>> =>
  Object.fromEntries(
    Object.values(sagas).map((definition) => {
      const current = { [String(definition.version)]: fingerprintOf(definition) };
      const recorded = before[definition.name] ?? {};
      return [definition.name, options.again ? { ...recorded, ...current } : { ...current, ...recorded }];
    }),
  );
