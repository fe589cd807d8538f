import type { JournalEntry } from '../journal';
import type { Line } from './journal-line';
import type { KeptResource } from './resource-line';

/** The resources that the lines tell of, in the order in which they were made: the last line of each counts. */
export const replayResources = (entries: readonly JournalEntry<Line>[]): readonly KeptResource[] => {
  const resources = new Map<string, KeptResource>();
  for (const entry of entries) {
    if (!('line' in entry) || entry.line.t !== 'resource') continue;
    const { kind, arn, value } = entry.line;
    const key = `${kind} ${arn}`;
    if (value) resources.set(key, { kind, arn, value });
    else resources.delete(key);
    if (!value && kind === 'machine') forgetParts(resources, arn);
  }
  return [...resources.values()];
};

/** Versions and aliases go with their machine. */
const forgetParts = (resources: Map<string, KeptResource>, machineArn: string): void => {
  for (const [key, { arn }] of resources) {
    if (arn === machineArn || arn.startsWith(`${machineArn}:`)) resources.delete(key);
  }
};
