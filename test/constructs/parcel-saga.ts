import type { ParticipantFunction, SagaProps } from '../../lib/constructs';
import { defineSaga, step } from '../../lib/saga';

/** A saga of two participants, one behind a queue. */
export const parcelSaga = defineSaga({
  name: 'parcel',
  version: 1,
  deadline: { hours: 1 },
  input: { safeParse: (data: unknown) => ({ success: true, data }) as const },
  steps: [
    step('book-parcel', { by: 'desk', compensation: 'cancel-parcel' }),
    step('send-parcel', { by: 'carrier', compensation: 'return-parcel', via: 'queue' }),
    step('tell-customer', { by: 'desk' }),
  ],
});

type Parcel = SagaProps<typeof parcelSaga>['participants'];

/** Never run: the type check of the project fails if one of these compiles. */
export const compileErrors = (desk: ParticipantFunction, carrier: ParticipantFunction): readonly Parcel[] => [
  { desk, carrier },
  // @ts-expect-error a participant is missing
  { desk },
  // @ts-expect-error a participant is misspelt
  { desk, carier: carrier },
  // @ts-expect-error nobody of this name takes part
  { desk, carrier, clerk: desk },
];
