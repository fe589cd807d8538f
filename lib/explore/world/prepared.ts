import { compile, compileUnwind, placeholderTargets, type StateMachineDefinition } from '../../asl';
import type { Engine } from '../../engine';
import type { SagaDefinition } from '../../saga';
import type { Variation } from './world';

export type Prepared = Readonly<Record<'forward' | 'backward', StateMachineDefinition>>;
/** Compiling the machines takes longer than a run. */
const known = new WeakMap<SagaDefinition, Map<Variation['machine'], Prepared>>();

/** Both machines of a saga as an engine runs them, with what is varied in them. */
export const preparedFor = (
  definition: SagaDefinition,
  { machine }: Variation,
  engine: Pick<Engine, 'prepare'>,
): Prepared => {
  const own = known.get(definition) ?? new Map<Variation['machine'], Prepared>();
  known.set(definition, own);
  const prepare = (compiled: StateMachineDefinition): StateMachineDefinition =>
    engine.prepare(machine ? machine(compiled) : compiled);
  const prepared = own.get(machine) ?? {
    forward: prepare(compile(definition, placeholderTargets)),
    backward: prepare(compileUnwind(definition, placeholderTargets)),
  };
  own.set(machine, prepared);
  return prepared;
};
