import { sagaKey, WHEN_UNDONE } from '../../../lib/saga';
import { activeSteps, fullest } from '../../every/variants';
import { project } from '../../every/world';
import { booksDiffer } from '../../matrix/books-differ';
import { booksOf, type Told } from '../../matrix/books-oracle';
import type { Defect } from '../defect';
import type { Hunt, Place } from '../hunt';

const ID = 'hunted';
const { sagas } = project;

/** Each saga of this project, done up to its last step and, if `undone`, undone: its books against those without a defect. */
const place =
  (saga: string, undone: boolean): Place =>
  async (defect: Defect) => {
    const variant = await fullest(project, saga);
    const { definition, results } = variant;
    const told: Readonly<Record<string, Told>> = Object.fromEntries(
      activeSteps(variant).flatMap(({ name, compensation }) => {
        const state = undone ? 'UNDONE' : 'DONE';
        return undone && compensation === undefined ? [] : [[name, { state, result: results[name] }]];
      }),
    );
    const ledgers = undone ? { ...told, [WHEN_UNDONE]: { state: 'DONE' as const } } : told;
    const through = defect.participant;
    const found = await booksOf(variant, ID, ledgers, (ports) =>
      through ? through(ports, {} as never) : ports,
    );
    const lines = booksDiffer(definition, { name: saga, id: ID }, found, await booksOf(variant, ID, ledgers));
    return lines.map((line) => `${sagaKey({ name: saga, id: ID })}: ${line}`);
  };

export const books: Hunt = function* () {
  for (const saga of Object.keys(sagas)) {
    yield place(saga, true);
    yield place(saga, false);
  }
};
