import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TravelRequest, travelSaga } from '../../../lib/sagas';
import { commandsOf } from '../../runtime/support/commands';

export const travelExample = (name: string): TravelRequest =>
  JSON.parse(
    readFileSync(join(__dirname, '../../../examples/travel', `${name}.json`), 'utf8'),
  ) as TravelRequest;

export const validTrip = travelExample('valid');

/** Commands of a trip, with the id `s-1`, as the state machine sends them. */
export const travelCommands = (input: unknown = validTrip) => commandsOf(travelSaga, input);
