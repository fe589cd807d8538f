import { participantNames } from '../../saga';
import { UsageError } from '../command';
import type { DeployedSaga } from './deployed-saga';
import type { Deployment } from './with-deployment';

/**
 * The saga in which a participant takes part.
 * @throws UsageError when none has it, or several
 */
export const sagaWith = ({ sagas }: Pick<Deployment, 'sagas'>, participant: string): DeployedSaga => {
  const [saga, ...others] = sagas.filter(({ definition }) =>
    participantNames(definition).includes(participant),
  );
  if (!saga) {
    const known = sagas.flatMap(({ definition }) => participantNames(definition));
    throw new UsageError(
      `there is no participant '${participant}': use one of ${[...new Set(known)].join(', ')}`,
    );
  }
  if (others.length === 0) return saga;
  const names = [saga, ...others].map(({ definition }) => definition.name);
  throw new UsageError(
    `several sagas have a participant '${participant}': choose one with --saga ${names.join('|')}`,
  );
};
