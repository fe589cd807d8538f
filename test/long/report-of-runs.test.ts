import { renderReport } from '../../lib/cli/render-report';
import { cancelSaga, inspectSaga, resolveDeadLetters, type SagaReport } from '../../lib/operations';
import {
  flatSteps,
  hasCompensation,
  mostAttempts,
  PERSISTENT,
  retriableSteps,
  type SagaDefinition,
} from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { fullest } from '../every/variants';
import { project } from '../every/world';
import { Deployed } from '../operations/support/deployed';
import { forwardCases, interrupted } from '../operations/support/interrupted';

const all: readonly SagaDefinition[] = Object.values(sagas);
const lastStep = (saga: SagaDefinition): string => flatSteps(saga)[flatSteps(saga).length - 1]?.name ?? '';

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
  for (const { name } of all) await deployed.start(name, `${name}-well`);
  await deployed.stack.idle();
});
afterAll(() => deployed.close());

/** What is reported of a saga, and what a person reads. */
const reported = async (
  { name }: SagaDefinition,
  id: string,
): Promise<{ readonly report: SagaReport; readonly text: string }> => {
  const { definition, resources } = deployed.saga(name);
  const report = await inspectSaga(deployed.clients, resources, { id, definition });
  return { report, text: renderReport(report, { color: false }) };
};
/** Whether the example asks for a step at all. */
const isAskedFor = async (saga: SagaDefinition, step: string): Promise<boolean> =>
  stepOf((await reported(saga, `${saga.name}-well`)).report, step)?.status !== 'SKIPPED';
const stepOf = ({ steps }: SagaReport, name: string) => steps.find(({ stepName }) => stepName === name);

describe.each(all.map((saga) => [saga.name, saga] as const))('of %s', (name, saga) => {
  const queued = flatSteps(saga).filter(({ via }) => via === 'queue');
  const members = saga.steps.flatMap((element) => (element.kind === 'parallel' ? element.steps : []));

  beforeEach(() => deployed.refill(name));

  it.each(queued.map((step) => step.name))('%s has as many attempts as deliveries', async (step) => {
    if (!(await isAskedFor(saga, step))) return;
    const id = `${step}-again`;
    deployed.stack.addFault({ command: step, kind: 'transient', sagaId: id, times: 3 });
    await deployed.start(name, id);
    await deployed.stack.idle();
    const { report, text } = await reported(saga, id);
    expect(report.status).toBe('COMPLETED');
    expect(stepOf(report, step)?.attempts).toBe(4);
    expect(text).toMatch(new RegExp(`${step} .* SUCCEEDED +4 `));
  });

  it('one that went well was finished by nobody but its execution', async () => {
    const { report, text } = await reported(saga, `${name}-well`);
    expect(report.finishedBy).toEqual([]);
    for (const { status, doneBy } of report.steps)
      expect(doneBy).toBe(status === 'SKIPPED' ? null : 'execution');
    expect(text).not.toMatch(/later by|redriver/);
  });

  it('one whose last step was redriven says so, and counts those attempts too', async () => {
    const id = `${name}-redriven`;
    const times = mostAttempts(PERSISTENT);
    deployed.stack.addFault({ command: lastStep(saga), kind: 'transient', sagaId: id, times });
    await deployed.start(name, id);
    await deployed.stack.idle();
    const { report, text } = await reported(saga, id);
    expect(report).toMatchObject({ status: 'COMPLETED', finishedBy: ['redriver'] });
    expect(stepOf(report, lastStep(saga))).toMatchObject({ attempts: times + 1, doneBy: 'redriver' });
    expect(text).toMatch(
      /^execution FAILED with SagaCompletionFailed, \d+ state transitions; completed later by the redriver$/m,
    );
    expect(text).toMatch(new RegExp(`^when it ended: not completed, parked: ${lastStep(saga)}$`, 'm'));
    expect(text).toMatch(new RegExp(`${lastStep(saga)} .* SUCCEEDED by the redriver +${times + 1} `));
  });

  it('one that was stopped past its pivot, or before, says who finished it', async () => {
    const undoable = flatSteps(saga).filter(hasCompensation);
    const steps = [retriableSteps(saga)[0]?.name, undoable[undoable.length - 1]?.name];
    const cases = forwardCases(await fullest(project, name)).filter(
      ({ command, kind }) => kind === 'transient' && steps.includes(command),
    );
    expect(cases).toHaveLength(2);
    await interrupted(deployed, cases, ({ id }) => deployed.stop(name, id));
    for (const { id, end, command } of cases) {
      const { report, text } = await reported(saga, id);
      const [who, line] =
        end === 'COMPLETED'
          ? (['redriver', 'completed later by the redriver'] as const)
          : (['unwind', 'undone later by the unwind machine'] as const);
      expect(report).toMatchObject({ status: end, finishedBy: [who], execution: { status: 'ABORTED' } });
      expect(text).toMatch(
        new RegExp(`^execution ABORTED with StoppedByHand, \\d+ state transitions; ${line}$`, 'm'),
      );
      const step = stepOf(report, command);
      const part = end === 'COMPLETED' ? step : step?.compensation;
      expect([part?.doneBy, (part?.attempts ?? 0) > 0]).toEqual([who, true]);
    }
  });

  if (saga.cancellable === 'always') {
    it('one that was cancelled after it had completed was undone by the unwind machine', async () => {
      const id = `${name}-cancelled`;
      await deployed.start(name, id);
      await deployed.stack.idle();
      await cancelSaga(deployed.saga(name).ports, id, 'sent back');
      await deployed.stack.idle();
      const { report, text } = await reported(saga, id);
      expect(report.finishedBy).toEqual(['unwind']);
      expect(text).toMatch(
        /^execution SUCCEEDED, \d+ state transitions; undone later by the unwind machine$/m,
      );
    });
  }

  it('one that was settled by hand names the operator', async () => {
    const id = `${name}-by-hand`;
    deployed.stack.addFault({ command: lastStep(saga), kind: 'business', sagaId: id, times: 99 });
    await deployed.start(name, id);
    await deployed.stack.idle();
    await resolveDeadLetters(deployed.saga(name).ports, { id, reason: 'written by hand' });
    const { report, text } = await reported(saga, id);
    expect(report).toMatchObject({ status: 'COMPLETED', finishedBy: ['operator'] });
    expect(text).toMatch(/; completed later by an operator$/m);
  });

  if (members.length > 0) {
    it.each(
      members.filter(hasCompensation).map((member) => member.name),
    )('a group that fails at %s names it, and not the others', async (member) => {
      if (!(await isAskedFor(saga, member))) return;
      for (const kind of ['business', 'transient'] as const) {
        const id = `${member}-${kind}`;
        await deployed.refill(name);
        deployed.stack.addFault({ command: member, kind, sagaId: id, times: 99 });
        await deployed.start(name, id);
        await deployed.stack.idle();
        const { report, text } = await reported(saga, id);
        expect(report).toMatchObject({ status: 'COMPENSATED', failedAt: [member] });
        expect(text).toMatch(new RegExp(`^failed at ${member}; compensated$`, 'm'));
        for (const { name: other } of members) {
          expect([other, stepOf(report, other)?.error !== undefined]).toEqual([other, other === member]);
          if (other !== member) expect(text).not.toMatch(new RegExp(`${other} .* FAILED`));
        }
        // One behind a queue may run out of time before it runs out of deliveries.
        expect(text).toMatch(new RegExp(`${member} .* FAILED .*(Error|Timeout)`));
      }
    });
  }
});
