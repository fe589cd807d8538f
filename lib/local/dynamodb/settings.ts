import type { Clock } from '../../engine';
import type { JsonObject } from '../http';
import type { ActionView } from './action-view';
import type { AtomicStore } from './atomic-store';
import { settingsPrefix } from './keys';
import { invalid } from './table-errors';

/** What the API keeps of a table beside dynalite's description. */
export interface TableSettings {
  /** The attribute that holds an item's expiry, in seconds since the epoch. */
  readonly timeToLive?: string;
  readonly continuousBackups?: boolean;
}

export const settingsOf = (store: AtomicStore, table: string): TableSettings =>
  (store.get(settingsPrefix + table) as TableSettings | undefined) ?? {};

const change = (store: AtomicStore, table: string, changes: TableSettings): TableSettings => {
  const settings = { ...settingsOf(store, table), ...changes };
  store.apply([{ type: 'put', key: settingsPrefix + table, value: settings }]);
  return settings;
};

interface TimeToLiveInput {
  readonly TableName?: string;
  readonly TimeToLiveSpecification?: { readonly Enabled?: boolean; readonly AttributeName?: string };
}

export const updateTimeToLive = (view: ActionView, store: AtomicStore, input: JsonObject): JsonObject => {
  const { TableName = '', TimeToLiveSpecification } = input as TimeToLiveInput;
  const { Enabled, AttributeName } = TimeToLiveSpecification ?? {};
  if (Enabled === undefined || !AttributeName) {
    throw invalid('TimeToLiveSpecification needs Enabled and AttributeName.');
  }
  const table = view.table(TableName).TableName;
  const { timeToLive } = settingsOf(store, table);
  if (Enabled === (timeToLive !== undefined)) {
    throw invalid(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
  }
  if (timeToLive !== undefined && timeToLive !== AttributeName) {
    throw invalid(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive}`,
    );
  }
  const { timeToLive: _, ...rest } = settingsOf(store, table);
  store.apply([
    {
      type: 'put',
      key: settingsPrefix + table,
      value: Enabled ? { ...rest, timeToLive: AttributeName } : rest,
    },
  ]);
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
};

export const describeTimeToLive = (view: ActionView, store: AtomicStore, input: JsonObject): JsonObject => {
  const table = view.table(String(input.TableName)).TableName;
  const { timeToLive } = settingsOf(store, table);
  return {
    TimeToLiveDescription: timeToLive
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive }
      : { TimeToLiveStatus: 'DISABLED' },
  };
};

interface BackupsInput {
  readonly TableName?: string;
  readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled?: boolean };
}

/** Point-in-time recovery is noted and described; nothing is backed up locally. */
export const updateContinuousBackups = (
  view: ActionView,
  store: AtomicStore,
  input: JsonObject,
): JsonObject => {
  const { TableName = '', PointInTimeRecoverySpecification } = input as BackupsInput;
  const enabled = PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled;
  if (enabled === undefined)
    throw invalid('PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled.');
  return backupsAnswer(change(store, view.table(TableName).TableName, { continuousBackups: enabled }));
};

export const describeContinuousBackups = (
  view: ActionView,
  store: AtomicStore,
  input: JsonObject,
): JsonObject => backupsAnswer(settingsOf(store, view.table(String(input.TableName)).TableName));

const backupsAnswer = (settings: TableSettings): JsonObject => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: settings.continuousBackups ? 'ENABLED' : 'DISABLED',
    },
  },
});

/** An item past its time to live, by DynamoDB's rules: a number, in seconds, not more than five years ago. */
export const isExpired = (value: unknown, clock: Clock): boolean => {
  const seconds = Number((value as { N?: string } | undefined)?.N ?? Number.NaN);
  const now = clock.now() / 1000;
  return seconds < now && seconds > now - FIVE_YEARS;
};

const FIVE_YEARS = 5 * 365 * 24 * 3600;
