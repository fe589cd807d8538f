import { commandNames } from '../../../lib/saga';
import { Deployed } from '../../operations/support/deployed';
import { type Case, expectEnds, forwardCases, interrupted } from '../../operations/support/interrupted';
import type { Variant } from '../variants';
import { differentMishapsAt, type Mishap, type Point, told } from './point';
import { type CallByCall, lateSeconds, type Run } from './run';
import { type Witness, witness } from './witness';

/**
 * Whatever is called to bring a saga to its end whose execution was stopped, and whatever is sent for it: each of it goes
 * wrong once. Nobody hears of the death, so the sweeper finds it; one sweep is all there is, as Lambda asks again for one
 * that died.
 */
export const deadCallByCall = async (
  variant: Variant,
  mishapsOf: (point: Point) => readonly Mishap[] = differentMishapsAt,
): Promise<CallByCall> => {
  const seeing = witness(lateSeconds(variant.definition));
  const deployed = await Deployed.open({ mishaps: seeing.mishaps, schedules: false }, variant.world);
  const findings: string[] = [];
  const points: Record<string, number> = {};
  let runs = 0;
  try {
    deployed.setRules(false);
    for (const dead of deadIn(variant)) {
      const play = async (mishap?: Mishap): Promise<readonly Point[]> => {
        const { seen, wrong } = await run(deployed, seeing, { ...dead, id: `dead-${++runs}` }, mishap);
        const title = `${variant.name} stopped at ${dead.command}, ${mishap ? told(mishap) : 'undisturbed'}`;
        findings.push(...wrong.map((line) => `${title}: ${line}`));
        return seen;
      };
      const places = (await play()).filter((point) => isOfOperations(deployed, variant, point));
      points[`${variant.name} stopped at ${dead.command}`] = places.length;
      for (const mishap of places.flatMap(mishapsOf)) await play(mishap);
    }
    return { points, runs, findings };
  } finally {
    await deployed.close();
  }
};

/** One that is to be undone, and one that is to be finished. */
const deadIn = (variant: Variant): readonly Case[] => {
  const cases = forwardCases(variant).filter(({ kind }) => kind === 'timeout');
  const undoable = cases.filter(({ end }) => end === 'COMPENSATED');
  const [forward] = cases.filter(({ end }) => end === 'COMPLETED');
  return [undoable[Math.floor(undoable.length / 2)], forward].filter((one) => one !== undefined);
};

/** Neither an action nor a compensation, which are tried where nobody dies; nor of another saga's sweeper. */
const isOfOperations = (deployed: Deployed, { definition }: Variant, point: Point): boolean => {
  if (point.kind === 'delivery') {
    const { errorsQueueUrl } = deployed.saga(definition.name).resources;
    return errorsQueueUrl.endsWith(`/${point.queue}`);
  }
  const { outputs } = deployed.stack;
  const own = Object.keys(outputs).find((name) => outputs[name]?.SagaName === definition.name);
  if (!point.functionName.startsWith(`${own}-`)) return false;
  return point.command === undefined || !commandNames(definition).includes(point.command);
};

/** One saga from its start, over its death, to its end. */
const run = async (
  deployed: Deployed,
  seeing: Witness,
  one: Case,
  mishap?: Mishap,
): Promise<Pick<Run, 'seen' | 'wrong'>> => {
  const { name } = one.saga;
  await deployed.refill(name);
  await interrupted(deployed, [one], ({ id }) => deployed.stop(name, id));
  await deployed.passLongestRuns();
  seeing.watch(mishap);
  await deployed.sweep();
  const { points: seen, happened } = seeing.leave();
  const wrong = mishap && !happened ? ['did not happen'] : [];
  try {
    await expectEnds(deployed, [one]);
    return { seen, wrong };
  } catch (error) {
    return { seen, wrong: [...wrong, (error as Error).message] };
  }
};
