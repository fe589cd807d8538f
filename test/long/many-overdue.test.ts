import { manyOverdue } from '../lambdas/support/many-overdue';

// Enough for a sweep to be throttled; `test:every` has as many as an outage leaves behind.
manyOverdue(4000, 1000, 0.25);
