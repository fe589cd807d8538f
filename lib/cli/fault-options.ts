import { DEFAULT_TIMES, FAULT_KIND_NAMES, FAULT_KINDS, type FaultRule, parseFaultRule } from '../local';
import { commandNames, flatSteps, type SagaDefinition } from '../saga';
import { UsageError } from './command';
import { FOR_GOOD } from './fault-notes';

/** Kinds that are about the answer of a task token. */
const QUEUE_KINDS: readonly string[] = ['answer-twice', 'answer-late'];

/** What can be given to `--fail`, for the help. */
export const faultHelp = (): string => {
  const width = Math.max(...FAULT_KIND_NAMES.map((name) => name.length));
  return [
    '',
    'Faults: COMMAND is a step or a compensation, KIND what happens to an attempt:',
    ...FAULT_KIND_NAMES.map((name) => `  ${name.padEnd(width)}  ${FAULT_KINDS[name].summary}`),
    `TIMES: how many attempts it hits (default: ${DEFAULT_TIMES}; ${FOR_GOOD} is for good)`,
    '',
    'For example: --fail ship-order=business --fail refund-payment=transient:99',
  ].join('\n');
};

/**
 * Reads `--fail COMMAND=KIND[:TIMES]` options.
 * @throws UsageError that names the command or the kind that does not exist
 */
export const parseFaults = (definition: SagaDefinition, options: readonly string[]): readonly FaultRule[] =>
  options.map((option) => {
    const rule = parse(option);
    const commands = commandNames(definition);
    if (!commands.includes(rule.command)) {
      throw new UsageError(
        `--fail ${option}: saga '${definition.name}' has no command '${rule.command}': use one of ${commands.join(', ')}`,
      );
    }
    const queued = flatSteps(definition).filter(({ via }) => via === 'queue');
    if (QUEUE_KINDS.includes(rule.kind) && !queued.some(({ name }) => name === rule.command)) {
      throw new UsageError(
        `--fail ${option}: '${rule.kind}' is for steps behind a queue: ${queued.map(({ name }) => name).join(', ') || 'there are none'}`,
      );
    }
    return rule;
  });

const parse = (option: string): FaultRule => {
  try {
    return parseFaultRule(option);
  } catch (error) {
    throw new UsageError(`--fail: ${(error as Error).message}`);
  }
};
