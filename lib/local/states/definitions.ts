import { loadDefinition, type StateMachineDefinition } from '../../asl';
import type { StateMachine } from './machine';

/** Definitions as the engine runs them, by their text: each is read and compiled once. */
export class Definitions {
  private readonly loaded = new Map<string, StateMachineDefinition>();

  /** @throws DefinitionError with one line that names the state and the remedy. */
  load(machine: Pick<StateMachine, 'definition'>): StateMachineDefinition {
    const known = this.loaded.get(machine.definition);
    if (known) return known;
    const definition = loadDefinition(machine.definition);
    this.loaded.set(machine.definition, definition);
    return definition;
  }
}
