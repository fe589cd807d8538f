import { type LedgerItem, type LoggedStep, ledgerKey, ledgerPlaces, type SagaDefinition } from '../saga';
import type { OperationPorts } from './operation-ports';
import type { LedgerReport } from './saga-report';

/** Participant → the items that its ledger holds of a saga, in the order of its steps. */
export type SagaLedgers = Readonly<Record<string, readonly LedgerItem[]>>;

/** Reads every ledger item that a saga may have. */
export const readLedgers = async (
  {
    definition,
    ledgerOf,
  }: Pick<OperationPorts, 'ledgerOf'> & {
    readonly definition: Pick<SagaDefinition, 'name' | 'whenUndone'>;
  },
  id: string,
  steps: readonly LoggedStep[],
): Promise<SagaLedgers> => {
  const places = ledgerPlaces(definition, steps);
  const participants = [...new Set(places.map(({ by }) => by))];
  const entries = await Promise.all(
    participants.map(async (participant) => {
      const ledger = ledgerOf(participant);
      const items = await Promise.all(
        places
          .filter(({ by }) => by === participant)
          .map(({ name }) => ledger.read(ledgerKey({ name: definition.name, id }, name))),
      );
      return [participant, items.filter((item): item is LedgerItem => item !== undefined)] as const;
    }),
  );
  return Object.fromEntries(entries);
};

/** What became of the steps of each participant. */
export const reportLedgers = (
  saga: { readonly name: string; readonly id: string },
  steps: readonly LoggedStep[],
  ledgers: SagaLedgers,
): Readonly<Record<string, readonly LedgerReport[]>> => {
  const stepOf = new Map(steps.map(({ name }) => [ledgerKey(saga, name), name] as const));
  const participants = [...new Set(steps.map(({ by }) => by))];
  return Object.fromEntries(
    participants.map((participant) => [
      participant,
      (ledgers[participant] ?? []).flatMap(({ key, state }): readonly LedgerReport[] => {
        const step = stepOf.get(key);
        return step === undefined ? [] : [{ sagaId: saga.id, step, state }];
      }),
    ]),
  );
};
