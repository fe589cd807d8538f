import {
  flatSteps,
  foldEvents,
  type LedgerItem,
  ledgerKey,
  type SagaDefinition,
  type SagaStatus,
} from '../../saga';
import { SAGA } from '../world/constants';
import type { Aftermath } from '../world/run';
import { askedFor } from './asked-for';
import type { Case } from './case';
import { INVARIANTS } from './invariants';

/** What must hold when everything has come to rest, whatever went wrong before. */
export interface Verdict {
  readonly status: SagaStatus | 'UNKNOWN';
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly invariant: string;
  readonly problem: string;
}

export const judge = async (
  definition: SagaDefinition,
  input: unknown,
  after: Aftermath,
): Promise<Verdict> => {
  const { logged, tables } = after;
  const status = logged ? foldEvents(logged.header.steps, logged.events).status : 'UNKNOWN';
  const keyOf = (step: string): string => ledgerKey({ name: definition.name, id: SAGA }, step);
  const items = new Map(tables.all().flatMap(([, table]) => [...table.items]));
  const itemOf = (step: string): LedgerItem | undefined => items.get(keyOf(step));
  const results = Object.fromEntries(
    flatSteps(definition).flatMap(({ name }) => {
      const result = itemOf(name)?.result;
      return result === undefined ? [] : [[name, result]];
    }),
  );
  const asked = await askedFor(definition, { input, results });
  const of: Case = { ...after, definition, status, keyOf, itemOf, asked };
  return {
    status,
    problems: Object.entries(INVARIANTS).flatMap(([invariant, look]) =>
      look(of).flatMap((problem) => (problem === false ? [] : [{ invariant, problem }])),
    ),
  };
};

/** What was seen to go wrong on the way. */
export const onTheWay = (blamed: readonly string[]): readonly Problem[] =>
  blamed.map((problem) => ({ invariant: 'nothing is wrong on the way', problem }));
