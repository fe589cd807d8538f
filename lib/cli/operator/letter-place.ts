import type { LetterMessage } from '../../operations';
import { shortTime } from './print';

/** Where the message about a dead letter is, for a person. */
export const placeOf = (message: LetterMessage): string => {
  switch (message.place) {
    case 'errors-queue':
      return 'tried again by itself';
    case 'dead-letter-queue':
      return `dead-letter queue, until ${shortTime(message.until)}`;
    case 'expired':
      return 'expired';
  }
};
