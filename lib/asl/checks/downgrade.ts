import type { Check } from './check';
import { schemaProblem } from './diagnostic';

/** A machine of JSONata has no states of JSONPath; the other way round is fine. Source of the words: recorded on AWS. */
export const downgrade: Check = ({ states, language }) =>
  states
    .filter((state) => language === 'JSONata' && state.language === 'JSONPath')
    .map(({ location }) =>
      schemaProblem(
        location,
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        'declare JSONata on single states of a JSONPath machine instead',
      ),
    );
