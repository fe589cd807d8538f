import {
  type ActionsOf,
  type CompensationsOf,
  defineSaga,
  type InputOf,
  type InputSchema,
  type ParticipantsOf,
  parallel,
  type StepsOf,
  step,
} from '../../lib/saga';

/**
 * These are checked by `tsc`: each `@ts-expect-error` fails the type check when the line under it compiles. The bodies
 * run too, so that a type that has become `any` or `never` shows as a value.
 */
interface Trip {
  readonly city: string;
}
const Trip: InputSchema<Trip> = { safeParse: (data) => ({ success: true, data: data as Trip }) };

const trip = defineSaga({
  name: 'trip',
  version: 1,
  deadline: { hours: 1 },
  input: Trip,
  steps: [
    step('reserve-hotel', { by: 'hotels', compensation: 'cancel-hotel' }),
    parallel([
      step('buy-insurance', { by: 'insurances', compensation: 'cancel-insurance' }),
      step('reserve-room', { by: 'hotels', compensation: 'cancel-room' }),
    ]),
    step('confirm', { by: 'mail' }),
  ],
});
type TripSaga = typeof trip;

test('a map over the participants needs each of them', () => {
  type Functions = Readonly<Record<ParticipantsOf<TripSaga>, string>>;
  const complete: Functions = { hotels: 'a', insurances: 'b', mail: 'c' };
  // @ts-expect-error mail is missing
  const missing: Functions = { hotels: 'a', insurances: 'b' };
  // @ts-expect-error hotel is misspelt
  const misspelt: Functions = { hotel: 'a', insurances: 'b', mail: 'c' };
  // @ts-expect-error nobody asked for planes
  const surplus: Functions = { hotels: 'a', insurances: 'b', mail: 'c', planes: 'd' };
  expect([complete, missing, misspelt, surplus].map((map) => Object.keys(map).length)).toEqual([3, 2, 3, 4]);
});

test('a map over the actions of a participant needs each of them, those in groups included', () => {
  type Actions = Readonly<Record<ActionsOf<TripSaga, 'hotels'>, number>>;
  const complete: Actions = { 'reserve-hotel': 1, 'reserve-room': 2 };
  // @ts-expect-error reserve-room is missing
  const missing: Actions = { 'reserve-hotel': 1 };
  // @ts-expect-error buy-insurance is not for hotels
  const foreign: Actions = { 'reserve-hotel': 1, 'reserve-room': 2, 'buy-insurance': 3 };
  expect([complete, missing, foreign].map((map) => Object.keys(map).length)).toEqual([2, 1, 3]);
});

test('a map over the compensations of a participant needs each of them', () => {
  type Undos = Readonly<Record<CompensationsOf<TripSaga, 'hotels'>, number>>;
  const complete: Undos = { 'cancel-hotel': 1, 'cancel-room': 2 };
  // @ts-expect-error cancel-room is missing
  const missing: Undos = { 'cancel-hotel': 1 };
  expect([complete, missing].map((map) => Object.keys(map).length)).toEqual([2, 1]);
});

test('a participant of retriable steps has no compensation', () => {
  type Undos = CompensationsOf<TripSaga, 'mail'>;
  // @ts-expect-error there is none
  const undo: Undos = 'cancel-mail';
  expect(undo).toBe('cancel-mail');
});

test('steps and input keep their literal types', () => {
  const names: readonly StepsOf<TripSaga>['name'][] = [
    'reserve-hotel',
    'buy-insurance',
    'reserve-room',
    'confirm',
  ];
  // @ts-expect-error no such step
  const wrong: StepsOf<TripSaga>['name'] = 'reserve-plane';
  const input: InputOf<TripSaga> = { city: 'Rome' };
  // @ts-expect-error the input has a city
  const noInput: InputOf<TripSaga> = {};
  expect([names.length, wrong, input.city, noInput]).toEqual([4, 'reserve-plane', 'Rome', {}]);
});

test('a step says who does it, a definition what it takes', () => {
  // @ts-expect-error `by` is missing
  expect(() => step('a', { compensation: 'b' })).toThrow("add by: '…'");
  // @ts-expect-error the transports are lambda and queue
  expect(step('a', { by: 'x', via: 'mail' }).via).toBe('mail');
  // @ts-expect-error a duration has no weeks
  expect(step('a', { by: 'x', timeout: { weeks: 1 } }).timeoutSeconds).toBe(0);
  expect(() =>
    // @ts-expect-error deadline and input are missing
    defineSaga({ name: 'a', version: 1, steps: [] }),
  ).toThrow();
});

test('a step made from options that may lack a compensation may have one', () => {
  const options: { readonly by: 'desk'; readonly compensation?: 'undo' } = {
    by: 'desk',
    compensation: 'undo',
  };
  const made = step('do', options);
  const compensation: 'undo' | undefined = made.compensation;
  expect(compensation).toBe('undo');
  // @ts-expect-error it is not sure that there is none
  const none: undefined = made.compensation;
  expect(none).toBe('undo');
});
