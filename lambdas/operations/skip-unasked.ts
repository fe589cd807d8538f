import { isoTime, type LoggedSaga, resultsOf } from '../../lib/runtime';
import {
  findStep,
  foldEvents,
  type LoggedStep,
  type ParkedMessage,
  type SagaEvent,
  type SagaHeader,
  type When,
} from '../../lib/saga';
import { decideWhen } from './decide-when';
import type { ErrorsTools } from './tools';

type Tools = Pick<ErrorsTools, 'log' | 'definition' | 'clock'>;

/**
 * Logs the conditional steps, up to this one, that are not asked for and that nobody has begun: the orchestrator may have
 * skipped one with no handler behind it to say so, or died before it asked. Past the pivot everything that a condition
 * looks at is in the log, so the answer is the one that the orchestrator gave, or would have given. A step that has begun
 * is decided; behind one that is open nothing is, because its result is not there yet.
 * @returns the saga with what was logged
 * @throws TransientError `ConditionUndecided`
 */
export const skipUnasked = async (
  { saga, step: last }: ParkedMessage,
  { header, events }: LoggedSaga,
  attempt: number,
  tools: Tools,
): Promise<LoggedSaga> => {
  const { steps } = foldEvents(header.steps, events);
  const known = { input: header.input, results: resultsOf(events) };
  const skipped: SagaEvent[] = [];
  for (const step of steps.slice(0, steps.findIndex(({ name }) => name === last) + 1)) {
    if (step.status === 'SUCCEEDED' || step.status === 'SKIPPED') continue;
    const when = hasBegun(step, events) ? undefined : whenOf(step, header, tools);
    if (when === undefined || (await decideWhen(when, known))) {
      if (step.type === 'retriable') break;
      continue;
    }
    const at = isoTime(tools.clock.now());
    skipped.push({ type: 'StepSkipped', step: step.name, runner: 'redrive', attempt, at });
  }
  for (const event of skipped) await tools.log.append(saga, event);
  return { header, events: [...events, ...skipped] };
};

const hasBegun = ({ name }: LoggedStep, events: readonly SagaEvent[]): boolean =>
  events.some(({ type, step }) => type === 'StepStarted' && step === name);

/**
 * As its version had it: where the log of another version keeps none, there was none. Sagas from before the log kept
 * conditions have that of their version as it is today.
 */
const whenOf = (
  { name, when }: LoggedStep,
  { version }: SagaHeader,
  { definition }: Tools,
): When | undefined =>
  when ?? (version === definition.version ? findStep(definition, name)?.when : undefined);
