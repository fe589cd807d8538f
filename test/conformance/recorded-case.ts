import { readFileSync } from 'node:fs';
import type { StateChain, StateMachineDefinition } from '../../lib/asl';

/** An event as it was recorded: ids are lists where the recording lost them. */
export interface RecordedEvent {
  readonly id: unknown;
  readonly previousEventId: unknown;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** One execution recorded on AWS: the machine, its input, how its functions behave, and the history. */
export interface RecordedCase {
  readonly id: string;
  readonly definition: StateMachineDefinition;
  /** JSON text. */
  readonly input: string;
  readonly functions: Readonly<Record<string, string>>;
  readonly events: readonly RecordedEvent[];
}

/** What a case is counted under. */
export type CaseLanguage =
  | 'JSONata at the top'
  | 'JSONata states only'
  | 'JSONPath'
  | 'JSONPath and JSONata mixed';

export const LANGUAGES: readonly CaseLanguage[] = [
  'JSONata at the top',
  'JSONata states only',
  'JSONPath',
  'JSONPath and JSONata mixed',
];

export const readCases = (path: string): readonly RecordedCase[] =>
  JSON.parse(readFileSync(path, 'utf8')) as RecordedCase[];

export const languageOf = ({ definition }: RecordedCase): CaseLanguage => {
  if (definition.QueryLanguage === 'JSONata') return 'JSONata at the top';
  const used = new Set<string>();
  const visit = (chain: StateChain): void => {
    for (const state of Object.values(chain.States)) {
      used.add(state.QueryLanguage ?? 'JSONPath');
      if (state.Type === 'Parallel') state.Branches.forEach(visit);
      const processor = state.Type === 'Map' ? (state.ItemProcessor ?? state.Iterator) : undefined;
      if (processor) visit(processor);
    }
  };
  visit(definition);
  if (used.size > 1) return 'JSONPath and JSONata mixed';
  return used.has('JSONata') ? 'JSONata states only' : 'JSONPath';
};
