import { Code } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { compile, compileUnwind, placeholderTargets, type StateMachineDefinition } from '../../lib/asl';
import { checkMachine, ParticipantFunction, Saga } from '../../lib/constructs';
import { sagas } from '../../lib/sagas';
import { parcelSaga } from './parcel-saga';

const machine = () => structuredClone(compile(parcelSaga, placeholderTargets)) as StateMachineDefinition;
const changed = (state: string, change: object): StateMachineDefinition => {
  const original = machine();
  return {
    ...original,
    States: { ...original.States, [state]: { ...original.States[state], ...change } as never },
  };
};

describe('the check of compiled machines', () => {
  it.each(
    Object.values(sagas).map((definition) => [definition.name, definition] as const),
  )('finds nothing in the machines of %s', (_name, definition) => {
    expect(() => checkMachine(compile(definition, placeholderTargets), definition)).not.toThrow();
    expect(() => checkMachine(compileUnwind(definition, placeholderTargets), definition)).not.toThrow();
  });

  it('says what is wrong in one line: the saga, the state, the remedy, the check', () => {
    const found = () => checkMachine(changed('BookParcel', { Catch: [] }), parcelSaga);
    expect(found).toThrow(
      /^the state machine of saga 'parcel' is unsound: BookParcel: [^\n]+ \[[a-z-]+\][^\n]*$/,
    );
    expect(found).toThrow(expect.objectContaining({ name: 'SagaError', code: 'UnsoundStateMachine' }));
  });

  it('counts the findings that it does not show', () => {
    const broken = { ...changed('BookParcel', { Catch: [], TimeoutSeconds: undefined }), TimeoutSeconds: 60 };
    expect(() => checkMachine(broken, parcelSaga)).toThrow(/ \(and [1-9]\d* more\)$/);
  });
});

describe('a synthesis', () => {
  it('fails on a definition whose machine is unsound, even where the checks of the definition were gone round', () => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
    const code = Code.fromInline('//');
    const participant = (id: string) => new ParticipantFunction(stack, id, { code });
    const [book, send, tell] = parcelSaga.steps;
    // What has a compensation comes behind what has none.
    const definition = { ...parcelSaga, steps: [tell, book, send] } as never as typeof parcelSaga;
    expect(
      () =>
        new Saga(stack, 'Parcel', {
          definition,
          participants: { desk: participant('Desk'), carrier: participant('Carrier') },
          operations: { redrive: code, sweeper: code, start: code },
        }),
    ).toThrow(/^the state machine of saga 'parcel' is unsound: .* \(and \d+ more\)$/);
  });
});
