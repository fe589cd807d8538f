import {
  actionCommand,
  compensationCommand,
  memorySagaLog,
  parseCommand,
  referenceOf,
  referenceOfExecution,
  startOf,
} from '../../lib/runtime';
import { loggedSteps, type SagaEvent } from '../../lib/saga';
import { sagaOf } from './support/commands';
import { tourSaga, tripSaga } from './support/sagas';

const input = { product: 'chair', pieces: 2 };
const at = '2026-11-24T10:00:01.000Z';
const event = (type: SagaEvent['type'], step: string, data?: unknown): SagaEvent => ({
  type,
  step,
  runner: 'main',
  attempt: 1,
  at,
  ...(data === undefined ? {} : { data }),
});

const loggedTour = async (...events: readonly SagaEvent[]) => {
  const log = memorySagaLog();
  const saga = sagaOf(tourSaga);
  await log.start({ ...startOf(tourSaga, saga), input }, saga.startTime);
  for (const one of events) await log.append(saga, one);
  const logged = await log.read(saga);
  if (!logged) throw new Error('nothing logged');
  return { saga, logged };
};
const tell = loggedSteps(tourSaga).at(-1) as ReturnType<typeof loggedSteps>[number];

describe('a command from the log', () => {
  it('has the reference that every command of the saga had', async () => {
    const { saga, logged } = await loggedTour();
    expect(referenceOf(logged.header)).toEqual(saga);
  });

  it('has input, results and skipped steps as the state machine had them', async () => {
    const { saga, logged } = await loggedTour(
      event('StepStarted', 'plan'),
      event('StepSucceeded', 'plan', { planned: true }),
      event('StepSkipped', 'guide'),
      event('StepSucceeded', 'train', null),
      event('StepSkipped', 'ferry'),
      event('StepSkipped', 'guide'),
      event('AttemptFailed', 'tell'),
    );
    expect(actionCommand(saga, tell, logged, 3)).toEqual({
      saga,
      step: { name: 'tell', command: 'tell', phase: 'action', attempt: 3, runner: 'redrive' },
      input,
      results: { plan: { planned: true }, train: null },
      skipped: ['guide', 'ferry'],
    });
  });

  it('is one that participants take', async () => {
    const { saga, logged } = await loggedTour(event('StepSucceeded', 'plan', {}));
    const plan = loggedSteps(tourSaga)[0] as typeof tell;
    const action = actionCommand(saga, tell, logged, 1);
    const compensation = compensationCommand(saga, plan, 2);
    expect(parseCommand(action)).toEqual(action);
    expect(parseCommand(compensation)).toEqual(compensation);
    expect(Object.keys(compensation)).toEqual(['saga', 'step']);
  });
});

describe('the reference of a saga that logged nothing', () => {
  const reference = (of?: unknown) => referenceOfExecution(tripSaga, 's-1', '2026-11-24T10:00:00.000Z', of);

  it('is that of its execution', () => {
    expect(reference(input)).toEqual(sagaOf(tripSaga));
  });

  it.each([
    [{ deadlineSeconds: 60 }, 60],
    [{ deadlineSeconds: 90.7 }, 90],
    [{ deadlineSeconds: 3599 }, 3599],
    [{ deadlineSeconds: 3600 }, 3600],
    [{ deadlineSeconds: 59 }, 3600],
    [{ deadlineSeconds: 999_999 }, 3600],
    [{ deadlineSeconds: '60' }, 3600],
    [null, 3600],
    [undefined, 3600],
    ['text', 3600],
  ])('with the input %j has a deadline of %i s, as the state machine gives it', (of, seconds) => {
    expect(reference(of).deadlineSeconds).toBe(seconds);
  });
});
