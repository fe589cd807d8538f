import { type Subject, subjectOf } from '../../../lib/explore';
import { participantNames } from '../../../lib/saga';
import { fullest } from '../../every/variants';
import { project } from '../../every/world';

/** A saga of this project, with its own handlers, and the input that asks for the most. */
export const projectSubject = async (saga: string): Promise<Subject> => {
  const { definition, input } = await fullest(project, saga);
  const handlers = Object.fromEntries(
    participantNames(definition).map((by) => [by, project.handler(saga, by)]),
  );
  return subjectOf({ definition, handlers }, input);
};
