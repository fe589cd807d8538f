import { killedAtOnce } from '../../operations/support/killed-at-once';

/** As RUNBOOK has it: each is taken up within 15 minutes. */
killedAtOnce(1000, 15);
