import { killedAtOnce } from '../operations/support/killed-at-once';

// `test:every` has as many as a stop of everything in an account kills.
killedAtOnce(24, 15);
