/** What the fault plan reads of a command, whatever else is in it. */
export interface CommandNote {
  readonly command: string;
  readonly step: string;
  readonly phase: string;
  readonly sagaId: string;
  readonly taskToken: string | undefined;
}

const object = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;

/** The command in a payload (`{ saga: { id }, step: { name, phase, command } … }`), or undefined for anything else. */
export const commandIn = (payload: string): CommandNote | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return undefined;
  }
  const root = object(parsed);
  const saga = object(root?.saga);
  const step = object(root?.step);
  if (typeof saga?.id !== 'string' || typeof step?.command !== 'string' || typeof step.name !== 'string')
    return undefined;
  return {
    command: step.command,
    step: step.name,
    phase: String(step.phase),
    sagaId: saga.id,
    taskToken: typeof root?.taskToken === 'string' ? root.taskToken : undefined,
  };
};
