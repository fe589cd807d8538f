import { defineSaga, parallel, type SagaDefinition, step } from '../../../lib/saga';
import { tourSaga, tripSaga } from '../../runtime/support/sagas';
import { anyInput } from '../../saga/definitions';
import type { Rules } from './storm-handlers';

/** A saga for storms, with the inputs that it is asked with. */
export interface StormSaga {
  readonly definition: SagaDefinition;
  readonly inputs: readonly unknown[];
  /** What its steps answer. @default something that no condition looks at */
  readonly resultOf?: Rules['resultOf'];
}

/** Every choice of these, asked for and not. */
const choices = (...names: readonly string[]): readonly Readonly<Record<string, boolean>>[] =>
  names.reduce<readonly Readonly<Record<string, boolean>>[]>(
    (inputs, name) => inputs.flatMap((input) => [input, { ...input, [name]: true }]),
    [{}],
  );

/** A queue step as the pivot, a group first of which one branch is conditional, two steps behind the pivot. */
const odyssey = defineSaga({
  name: 'odyssey',
  version: 1,
  deadline: { hours: 2 },
  cancellable: 'always',
  input: anyInput,
  steps: [
    parallel([
      step('ship', { by: 'yard', compensation: 'unship' }),
      step('crew', { by: 'port', compensation: 'uncrew', when: '$input.crew' }),
      step('bread', { by: 'port', compensation: 'unbread', via: 'queue', timeout: { minutes: 30 } }),
    ]),
    step('wind', { by: 'aeolus', compensation: 'unwind', when: '$input.wind' }),
    step('sail', { by: 'port', compensation: 'unsail', via: 'queue', timeout: { minutes: 30 } }),
    step('write', { by: 'bard' }),
    step('tell', { by: 'bard' }),
  ],
});

/** Past the pivot nothing is undone: three steps of which two are conditional, one on the result of the other. */
const homecoming = defineSaga({
  name: 'homecoming',
  version: 1,
  deadline: { hours: 2 },
  input: anyInput,
  steps: [
    step('bow', { by: 'hall', compensation: 'unbow' }),
    step('disguise', { by: 'athena', compensation: 'undisguise', when: '$input.disguise' }),
    step('feast', { by: 'hall', when: '$input.feast' }),
    step('hymn', {
      by: 'bard',
      via: 'queue',
      timeout: { minutes: 30 },
      when: '$exists($results.feast) and $input.hymn',
    }),
    step('peace', { by: 'athena' }),
  ],
});

const voyage = defineSaga({
  name: 'voyage',
  version: tourSaga.version,
  deadline: { hours: 1 },
  input: anyInput,
  cancellable: tourSaga.cancellable,
  steps: tourSaga.steps,
});

export const STORM_SAGAS: readonly StormSaga[] = [
  {
    definition: tripSaga,
    inputs: [
      { product: 'chair', pieces: 1 },
      { product: 'chair', pieces: 1, deadlineSeconds: 60 },
    ],
  },
  { definition: voyage, inputs: choices('guide', 'ferry') },
  { definition: odyssey, inputs: choices('crew', 'wind') },
  { definition: homecoming, inputs: choices('disguise', 'feast', 'hymn') },
];
