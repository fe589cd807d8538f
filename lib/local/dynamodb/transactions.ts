import { createHash } from 'node:crypto';
import deleteItem from 'dynalite/actions/deleteItem.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import type { Clock } from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import type { ActionView } from './action-view';
import type { AtomicStore } from './atomic-store';
import { type CancellationReason, CONFLICT, NO_REASON, reasonOf, transactionCancelled } from './cancellation';
import type { Conflicts } from './conflicts';
import { type Action, type BatchWrite, db, type Item, runSync } from './dynalite';
import { range, tokenPrefix } from './keys';
import { invalid } from './table-errors';

/** How long a client request token is remembered, in milliseconds: 10 minutes from its first use. */
const TOKEN_LIFE = 10 * 60 * 1000;

interface Member {
  readonly kind: 'ConditionCheck' | 'Put' | 'Update' | 'Delete';
  readonly data: MemberData;
  readonly address: string;
}

interface MemberData extends JsonObject {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

interface UsedToken {
  readonly at: number;
  readonly items: string;
}

/** Checks the condition and writes nothing. */
const conditionCheck: Action = (store, data, done) => {
  const { TableName, Key } = data as MemberData;
  store.getTable(TableName, (error, table) => {
    if (error || !table || !Key) return done(error);
    store.getItemDb(TableName).get(db.createKey(Key, table), (_, item) => {
      const failure = db.checkConditional(data, item as Item | undefined);
      const ConsumedCapacity = db.addConsumedCapacity(data, false, item as Item | undefined);
      done(failure, ConsumedCapacity ? { ConsumedCapacity } : {});
    });
  });
};

const ACTIONS: Readonly<Record<Member['kind'], Action>> = {
  ConditionCheck: conditionCheck,
  Put: putItem,
  Update: updateItem,
  Delete: deleteItem,
};

/** TransactWriteItems and TransactGetItems. A transaction is checked and applied within one turn of the event loop. */
export class Transactions {
  /** Tokens in the order of their first use, to drop them when their time is over. */
  private tokens: { readonly key: string; readonly at: number }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly store: AtomicStore,
    private readonly view: () => ActionView,
    private readonly conflicts: Conflicts | undefined,
  ) {}

  /** Takes up the tokens that an earlier run left. */
  async load(): Promise<void> {
    for await (const [key, token] of this.store.level.iterator(range(tokenPrefix))) {
      this.tokens.push({ key, at: (token as UsedToken).at });
    }
    this.tokens.sort((a, b) => a.at - b.at);
  }

  /** `input` has been checked; `raw` is what the client sent (a repeated token must come with the same items). */
  write(input: JsonObject, raw: JsonObject): JsonObject {
    const view = this.view();
    const members = this.members(input, view);
    const token = input.ClientRequestToken as string | undefined;
    const items = token === undefined ? '' : fingerprint(raw.TransactItems);
    if (token !== undefined && this.repeated(token, items)) return this.repeatedAnswer(input, members);
    this.refuseDuplicates(members);
    this.refuseConflicts(members);
    const reasons: CancellationReason[] = [];
    const results: JsonObject[] = [];
    for (const member of members) {
      try {
        results.push(runSync(ACTIONS[member.kind], view, withCapacity(member.data, input)));
        reasons.push(NO_REASON);
      } catch (error) {
        reasons.push(this.withOldItem(reasonOf(error), member));
      }
    }
    if (reasons.some((reason) => reason !== NO_REASON)) throw transactionCancelled(reasons);
    this.store.apply([...view.writes, ...(token === undefined ? [] : this.remember(token, items))]);
    return capacityAnswer(results, 2);
  }

  get(input: JsonObject): JsonObject {
    const view = this.view();
    const results = (input.TransactItems as { Get: MemberData }[]).map(({ Get }) =>
      runSync(getItem, view, { ...withCapacity(Get, input), ConsistentRead: true }),
    );
    return {
      Responses: results.map(({ Item: item }) => (item ? { Item: item } : {})),
      ...capacityAnswer(results, 2),
    };
  }

  private members(input: JsonObject, view: ActionView): Member[] {
    const entries = (input.TransactItems as Record<string, MemberData>[]).map((entry) => {
      const [kind, data] = Object.entries(entry)[0] as [Member['kind'], MemberData];
      return { kind, data, table: view.table(data.TableName) };
    });
    const reasons: CancellationReason[] = [];
    const members = entries.map(({ kind, data, table }) => {
      try {
        const address = view.address(table, (data.Item ?? data.Key) as Item, kind === 'Put' ? 'item' : 'key');
        reasons.push(NO_REASON);
        return { kind, data, address };
      } catch (error) {
        reasons.push(reasonOf(error));
        return { kind, data, address: '' };
      }
    });
    if (reasons.some((reason) => reason !== NO_REASON)) throw transactionCancelled(reasons);
    return members;
  }

  private refuseDuplicates(members: readonly Member[]): void {
    if (new Set(members.map((member) => member.address)).size < members.length) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
  }

  private refuseConflicts(members: readonly Member[]): void {
    const busy = this.conflicts?.arrive(members.map((member) => member.address));
    if (!busy || busy.size === 0) return;
    throw transactionCancelled(members.map(({ address }) => (busy.has(address) ? CONFLICT : NO_REASON)));
  }

  private withOldItem(reason: CancellationReason, member: Member): CancellationReason {
    if (reason.Code !== 'ConditionalCheckFailed') return reason;
    if (member.data.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return reason;
    const item = this.store.get(member.address);
    return item ? { ...reason, Item: item } : reason;
  }

  private repeated(token: string, items: string): boolean {
    const used = this.store.get(tokenPrefix + token) as UsedToken | undefined;
    if (!used || this.clock.now() - used.at >= TOKEN_LIFE) return false;
    if (used.items !== items) {
      throw new ServiceError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    return true;
  }

  /** A repeated transaction changes nothing; it is billed as reads. */
  private repeatedAnswer(input: JsonObject, members: readonly Member[]): JsonObject {
    return capacityAnswer(
      members.map(({ data, address }) => {
        const capacity = db.addConsumedCapacity(
          { ...withCapacity(data, input), ConsistentRead: true },
          true,
          this.store.get(address) as Item | undefined,
        );
        return capacity ? { ConsumedCapacity: capacity } : {};
      }),
      2,
    );
  }

  private remember(token: string, items: string): BatchWrite[] {
    const now = this.clock.now();
    const key = tokenPrefix + token;
    const over = this.tokens.findIndex(({ at }) => now - at < TOKEN_LIFE);
    const dropped = this.tokens.splice(0, over < 0 ? this.tokens.length : over);
    this.tokens.push({ key, at: now });
    return [
      ...dropped.map(({ key: old }): BatchWrite => ({ type: 'del', key: old })),
      { type: 'put', key, value: { at: now, items } satisfies UsedToken },
    ];
  }
}

const withCapacity = (data: MemberData, input: JsonObject): JsonObject =>
  input.ReturnConsumedCapacity ? { ...data, ReturnConsumedCapacity: input.ReturnConsumedCapacity } : data;

interface Capacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
  readonly Table?: unknown;
}

/** Consumed capacity by table; a transaction consumes `factor` times what the single calls would. */
const capacityAnswer = (results: readonly JsonObject[], factor: number): JsonObject => {
  const units = new Map<string, { total: number; detailed: boolean }>();
  for (const { ConsumedCapacity } of results) {
    if (!ConsumedCapacity) continue;
    const { TableName, CapacityUnits, Table } = ConsumedCapacity as Capacity;
    const total = (units.get(TableName)?.total ?? 0) + CapacityUnits * factor;
    units.set(TableName, { total, detailed: Table !== undefined });
  }
  if (units.size === 0) return {};
  return {
    ConsumedCapacity: [...units].map(([TableName, { total, detailed }]) => ({
      TableName,
      CapacityUnits: total,
      ...(detailed ? { Table: { CapacityUnits: total } } : {}),
    })),
  };
};

const fingerprint = (items: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(items)))
    .digest('base64');

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, canonical(child)]),
  );
};
