import { manyDeadLetters } from '../../operations/support/many-dead-letters';

/** As many as a participant leaves behind that was down for a weekend. */
manyDeadLetters(10_000);
