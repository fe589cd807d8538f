import { manyDeadLetters } from '../operations/support/many-dead-letters';

// More than a look at the queue goes through; `test:every` has as many as a weekend leaves behind.
manyDeadLetters(1100);
