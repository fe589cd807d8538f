import { manyOverdue } from '../../lambdas/support/many-overdue';

/** As RUNBOOK has it: 5,000 are looked after within an hour and a half. */
manyOverdue(100_000, 5000, 1.5);
