import type { StateMachineDefinition } from '../../lib/asl';

/** Any object inside a machine, open to change. */
// biome-ignore lint/suspicious/noExplicitAny: mutations reach into every kind of state.
export type Open = any;

/** A copy of the machine after `change`. Throws when nothing changed: such a mutation proves nothing. */
export const mutated = (
  machine: StateMachineDefinition,
  change: (states: Record<string, Open>, machine: Open) => void,
): StateMachineDefinition => {
  const copy = structuredClone(machine) as Open;
  change(copy.States, copy);
  if (JSON.stringify(copy) === JSON.stringify(machine)) throw new Error('the mutation changed nothing');
  return copy;
};

/** The same machine with one text for another, everywhere. */
export const replaced = (
  machine: StateMachineDefinition,
  from: string,
  to: string,
): StateMachineDefinition => {
  const text = JSON.stringify(machine);
  if (!text.includes(from)) throw new Error(`the machine has no ${from}`);
  return JSON.parse(text.replaceAll(from, to));
};
