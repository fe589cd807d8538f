import type { LoggedSaga } from '../../../lib/runtime';
import { foldEvents, hasUnwindMark, LINES, OLD_LETTER_DAYS, type SagaEvent } from '../../../lib/saga';
import type { SweepTools } from './sweep-tools';

const DAY_SECONDS = 86_400;

/** Events that say when a step was given up. */
const PARKED: readonly SagaEvent['type'][] = ['StepParked', 'CompensationFailed'];

/**
 * Tells of steps that are parked for days, an alarm counts the lines. SQS does not know it: the age of its oldest message
 * leaves out what was received more than three times, which every dead letter was.
 */
export const tellOldLetters = (
  { header, events }: LoggedSaga,
  { clock, logger }: Pick<SweepTools, 'clock' | 'logger'>,
): void => {
  const { steps } = foldEvents(header.steps, events);
  for (const { name, status, compensation } of steps) {
    if (status !== 'PARKED' && status !== 'COMPENSATION_FAILED') continue;
    // Nobody does it any more once the saga was turned back.
    if (status === 'PARKED' && hasUnwindMark(events)) continue;
    const since = events
      .filter(({ type, step }) => step === name && PARKED.includes(type))
      .map(({ at }) => at);
    const seconds = Math.floor((clock.now() - Date.parse(since.sort()[0] ?? header.updateTime)) / 1000);
    if (seconds < OLD_LETTER_DAYS * DAY_SECONDS) continue;
    logger.warn(LINES.oldLetter, {
      sagaName: header.sagaName,
      sagaId: header.sagaId,
      step: name,
      command: status === 'PARKED' ? name : (compensation ?? name),
      seconds,
    });
  }
};
