import { flatSteps, foldEvents, isUndone, type SagaDefinition } from '../../../lib/saga';
import { sagas } from '../../../lib/sagas';
import { Deployed } from './deployed';

const SAGA = 'order';
/** Where all of them stand when they are killed: on their way, and before anything is counted that could run out. */
const HELD_AT = flatSteps(sagas[SAGA] as SagaDefinition)[1]?.name ?? '';

/**
 * Less than most regions allow for a whole account (250 at once, then 10 a second), as others use it too; so little that
 * not all of them can be taken up at once.
 */
const quotasFor = (executions: number) => ({
  'states DescribeExecution': { bucket: executions / 4, perSecond: executions / 400 },
  'states GetExecutionHistory': { bucket: 400, perSecond: 15 },
  'states StartExecution': { bucket: 800, perSecond: 150 },
});

/**
 * Somebody stops so many executions at once, a whole account perhaps. Each is brought to its end, whatever is throttled on
 * the way, and none waits longer for the redriver than so many minutes of its own time.
 */
export const killedAtOnce = (executions: number, withinMinutes: number): void => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await Deployed.open({ quotas: quotasFor(executions), schedules: false });
  });
  afterAll(() => deployed.close());

  test(`${executions} executions killed at once are all undone, each taken up within ${withinMinutes} minutes`, async () => {
    const ids = Array.from({ length: executions }, (_, n) => `killed-${n}`);
    const { ports } = deployed.saga(SAGA);
    const release = deployed.clock.hold();
    deployed.stack.addFault({ command: HELD_AT, kind: 'timeout', times: 1_000_000 });
    await inTurns(ids, (id) => deployed.start(SAGA, id));
    for (const id of ids) await deployed.hit({ command: HELD_AT, sagaId: id });
    await inTurns(ids, (id) => deployed.stop(SAGA, id));
    const killedAt = deployed.stack.now();
    deployed.stack.clearFaults();
    deployed.stack.resetCalls();
    release();
    await deployed.stack.idle();

    const late: string[] = [];
    const open: string[] = [];
    let taken = 0;
    for (const id of ids) {
      const logged = await ports.log.read({ name: SAGA, id });
      const { header, events = [] } = logged ?? {};
      if (!header || !isUndone(foldEvents(header.steps, events).status)) open.push(id);
      const takenUp = events.find(({ type }) => type === 'UnwindStarted')?.at;
      // On a slow machine some have given the step up, and were turning back by themselves: they are nobody's to take up.
      if (takenUp === undefined) continue;
      taken++;
      const minutes = (Date.parse(takenUp) - killedAt) / 60_000;
      if (minutes > withinMinutes) late.push(`${id}: ${minutes} minutes`);
    }
    expect({ open, late }).toEqual({ open: [], late: [] });
    expect(taken).toBeGreaterThan(0);
    expect(deployed.leftMessages()).toEqual([]);
    expect(await deployed.wrongCounters(SAGA)).toEqual([]);
    expect(deployed.stack.calls().some(({ error }) => error === 'ThrottlingException')).toBe(true);
  });
};

/** As many under way at once as a client would have. */
const inTurns = async (ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> => {
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < ids.length) await work(ids[next++] ?? '');
  };
  await Promise.all(Array.from({ length: 4 }, turn));
};
