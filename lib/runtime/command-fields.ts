import type { Command } from '../saga';
import type { LogFields } from './logger';

/** What every log line about a command says of it. */
export const commandFields = ({ saga, step }: Command) =>
  ({
    sagaName: saga.name,
    sagaId: saga.id,
    step: step.name,
    command: step.command,
    phase: step.phase,
    attempt: step.attempt,
    runner: step.runner,
  }) satisfies LogFields;

/** As much of an error's message as a log line holds. */
export const errorField = ({ message }: Error): string => message.slice(0, 200);
