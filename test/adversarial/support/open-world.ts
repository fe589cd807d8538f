import { JumpingClock } from '../../../lib/engine';
import { chanceOf } from '../../../lib/explore/search/chance';
import { openRecord, type WorldRecord } from '../../../lib/explore/world/record';
import { type MemoryTable, memoryTable } from '../../../lib/runtime';
import type { LedgerItem, ParkedMessage, SagaDefinition } from '../../../lib/saga';
import type { Defect } from '../../defects/defect';
import { openProvider } from './provider';
import type { Rules } from './storm-handlers';
import { watchedLog } from './storm-log';
import { openTrouble, type Trouble } from './storm-trouble';
import { START, type Storm, type World } from './storm-world';

export interface StormRequest {
  readonly seed: number;
  readonly storm: Storm;
  readonly input: unknown;
  readonly outside: Rules['outside'];
  readonly resultOf: Rules['resultOf'];
  readonly defect: Defect;
  /** A command whose function does not even load, as long as the storm rages. */
  readonly broken: string | undefined;
  /** The call of the machines at which what runs is killed; the call itself is on its way. */
  readonly killedAt: number | undefined;
}

export interface OpenedWorld {
  readonly world: World;
  readonly trouble: Trouble;
  readonly record: WorldRecord;
  readonly tables: ReadonlyMap<string, MemoryTable>;
}

/** A table that remembers what was DONE at some time. */
const rememberingTable = (everDone: Set<string>): MemoryTable => {
  class Items extends Map<string, LedgerItem> {
    override set(key: string, item: LedgerItem): this {
      if (item.state === 'DONE') everDone.add(key);
      return super.set(key, item);
    }
  }
  return { ...memoryTable(), items: new Items() };
};

/** What there is before anything runs. `isAlive`: whether a message about a step lies in `saga-errors` or behind it. */
export const openWorld = (
  definition: SagaDefinition,
  request: StormRequest,
  isAlive: (step: string, phase: ParkedMessage['phase']) => boolean,
): OpenedWorld => {
  const chance = chanceOf(request.seed);
  const clock = new JumpingClock(() => START);
  const time = (): number => clock.now();
  const trouble = openTrouble(definition, request.storm, request.broken, { now: time, chance });
  const record = openRecord(time, true);
  const { note, blame, excuse, meddle } = record;
  const everDone = new Set<string>();
  const tables = new Map<string, MemoryTable>();
  let underWay = 0;
  const wait = (ms: number): Promise<void> => new Promise((done) => clock.schedule(ms, done));

  const world: World = {
    definition,
    storm: request.storm,
    defect: request.defect,
    rules: {
      outside: request.outside,
      refused: trouble.isRefused,
      resultOf: request.resultOf,
    },
    clock,
    chance,
    happens: trouble.happens,
    wait,
    note,
    blame,
    excuse,
    meddle,
    busy: async (work) => {
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
      }
    },
    isIdle: () => underWay === 0,
    log: watchedLog(() => ({ ...world, isAlive })),
    tableOf: (participant) => {
      const table = tables.get(participant) ?? rememberingTable(everDone);
      tables.set(participant, table);
      return table;
    },
    provider: openProvider({ wait, blame, isAway: trouble.isAway }),
    everDone,
  };
  return { world, trouble, record, tables };
};
