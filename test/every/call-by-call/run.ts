import { flatSteps, type SagaDefinition } from '../../../lib/saga';
import type { Case } from '../../matrix/cases';
import type { Observed } from '../../matrix/check';
import { Deployed } from '../../operations/support/deployed';
import type { Variant } from '../variants';
import { rightIn } from './expected';
import { afterwards, judge, play } from './play';
import { differentMishapsAt, keyOf, type Mishap, type Point, told } from './point';
import { caseOf, type Scenario, scenariosOf } from './scenarios';
import { type Witness, witness } from './witness';

export interface CallByCall {
  /** Scenario → calls and messages on which something was tried. */
  readonly points: Readonly<Record<string, number>>;
  readonly runs: number;
  readonly findings: readonly string[];
}

interface Stage {
  readonly deployed: Deployed;
  readonly seeing: Witness;
  readonly variant: Variant;
  /** An id that no saga of the stage has had. */
  readonly newId: () => string;
}

/**
 * Whatever a saga's functions call, and whatever messages they get: each of it goes wrong once, in a run of its own, and
 * the saga comes to the end that it would have come to.
 */
export const callByCall = async (
  variants: readonly Variant[],
  mishapsOf: (point: Point) => readonly Mishap[] = differentMishapsAt,
): Promise<CallByCall> => {
  const [{ world, definition }] = variants as readonly [Variant];
  const seeing = witness(lateSeconds(definition));
  const deployed = await Deployed.open({ mishaps: seeing.mishaps, schedules: false }, world);
  const points: Record<string, number> = {};
  const findings: string[] = [];
  let runs = 0;
  const newId = (): string => `run-${++runs}`;
  try {
    for (const variant of variants) {
      const stage = { deployed, seeing, variant, newId };
      const known = new Set<string>();
      for (const scenario of scenariosOf(variant)) {
        const first = await run(stage, scenario);
        const places = first.seen.filter((point) => isNew(point, scenario, known));
        for (const point of first.seen) known.add(keyOf(point));
        points[`${variant.name} ${scenario.name}`] = places.length;
        const all = [first];
        for (const mishap of places.flatMap(mishapsOf)) all.push(await run(stage, scenario, mishap));
        findings.push(...all.flatMap(({ wrong }) => wrong));
        const ended = all.map(({ one }) => one);
        findings.push(...(await afterwards(deployed, ended)));
        const { one, wanted } = all.at(-1) ?? first;
        findings.push(...(await judge(deployed, one, wanted)));
      }
    }
    return { points, runs, findings };
  } finally {
    await deployed.close();
  }
};

/** What an earlier scenario has tried is not tried again, unless somebody else asks for it now. */
const isNew = (point: Point, { redriven }: Scenario, known: ReadonlySet<string>): boolean =>
  !known.has(keyOf(point)) || (point.command !== undefined && redriven.includes(point.command));

/** What came of one saga. */
export interface Run {
  readonly one: Case;
  readonly wanted: Observed;
  readonly seen: readonly Point[];
  readonly wrong: readonly string[];
}

/** One saga from its request to its end, on fresh counters and books. */
const run = async (
  { deployed, seeing, variant, newId }: Stage,
  scenario: Scenario,
  mishap?: Mishap,
): Promise<Run> => {
  const one = caseOf(variant, scenario, newId());
  await deployed.refill(variant.definition.name);
  seeing.watch(mishap);
  await play(deployed, one);
  const { points: seen, happened } = seeing.leave();
  const wanted = rightIn(variant, scenario, mishap);
  const wrong = [...(mishap && !happened ? ['did not happen'] : []), ...(await judge(deployed, one, wanted))];
  const title = `${variant.name} ${scenario.name}, ${mishap ? told(mishap) : 'undisturbed'}`;
  return { one, wanted, seen, wrong: wrong.map((line) => `${title}: ${line}`) };
};

/** Whoever waits for the answer to a message has given up by then. */
export const lateSeconds = (definition: SagaDefinition): number =>
  Math.max(...flatSteps(definition).map(({ timeoutSeconds }) => timeoutSeconds)) + 60;
