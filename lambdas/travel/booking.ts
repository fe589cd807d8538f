import type { SagaReference } from '../../lib/saga';
import type { TravelRequest } from '../../lib/sagas';

/** A command of a trip, as far as a booking looks at it. */
interface Asked {
  readonly saga: Pick<SagaReference, 'id'>;
  readonly input: Pick<TravelRequest, 'traveller'>;
}

/** The record of what was booked under a confirmation number. */
const booked = (kind: string, confirmation: string, { saga, input }: Asked) => ({
  record: { type: 'booking' as const, id: confirmation },
  set: { trip: saga.id, kind, traveller: input.traveller.name, status: 'BOOKED' },
});

/** One that stays in the books when it is cancelled. */
export const booking = (kind: string, confirmation: string, asked: Asked) => ({
  ...booked(kind, confirmation, asked),
  undo: { set: { status: 'CANCELLED' } },
});

/** One that is as if it never was when it is cancelled. */
export const policyBooking = (kind: string, confirmation: string, asked: Asked) => ({
  ...booked(kind, confirmation, asked),
  undo: 'delete' as const,
});
