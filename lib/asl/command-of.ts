import type { Phase } from '../saga';
import type { JsonValue, State } from './types';

/** What a Task of a saga's machine sends, read back from its Arguments. */
export interface SentCommand {
  /** `command`: to the participant, by invocation or through its queue. `park`: to the `saga-errors` queue. */
  readonly kind: 'command' | 'park';
  readonly step: string;
  readonly phase: Phase;
  /** Everything that is sent. */
  readonly body: { readonly [key: string]: JsonValue };
}

/** The command of a state, or undefined when it sends none. */
export const commandOf = (state: State): SentCommand | undefined => {
  if (state.Type !== 'Task') return undefined;
  const args = objectOf(state.Arguments);
  const body = objectOf(args?.Payload ?? args?.MessageBody);
  if (!body) return undefined;
  const step = objectOf(body.step);
  if (step && typeof step.name === 'string' && isPhase(step.phase))
    return { kind: 'command', step: step.name, phase: step.phase, body };
  return typeof body.step === 'string' && isPhase(body.phase)
    ? { kind: 'park', step: body.step, phase: body.phase, body }
    : undefined;
};

const PHASES: readonly unknown[] = ['action', 'compensation', 'fence'] satisfies Phase[];
const isPhase = (value: unknown): value is Phase => PHASES.includes(value);

const objectOf = (value: JsonValue | undefined): { readonly [key: string]: JsonValue } | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as { readonly [key: string]: JsonValue })
    : undefined;
