import { parentPort } from 'node:worker_threads';
import type { ParticipantHandler } from '../../runtime';
import type { SagaDefinition } from '../../saga';
import { edgesOfSaga } from '../edges/edges-of-saga';
import type { Runner } from '../search/explore';
import { runSchedule } from '../search/run-schedule';
import { runnerHere } from '../search/runner-here';
import { statesIn } from '../search/states';
import type { Subject } from '../world/world';
import type { Answer, Request } from './messages';

/** A saga as it is deployed: its definition, and its handlers by participant. */
export interface DeployedSaga {
  readonly definition: SagaDefinition;
  readonly handlers: Readonly<Record<string, ParticipantHandler>>;
}

export const subjectOf = ({ definition, handlers }: DeployedSaga, input: unknown): Subject => ({
  definition,
  input,
  functions: Object.fromEntries(Object.entries(handlers).map(([by, { on }]) => [by, (ports) => on(ports)])),
});

interface Opened {
  readonly subject: Subject;
  readonly interleave: boolean;
  readonly runner: Runner;
}

/** Runs schedules for whoever has made this thread. */
export const serve = (sagas: Readonly<Record<string, DeployedSaga>>): void => {
  let opened: Opened | undefined;
  const answer = async (request: Request): Promise<Answer> => {
    if (request.kind === 'open') {
      const saga = sagas[request.saga];
      if (!saga) return { kind: 'failed', message: `there is no saga ${request.saga}` };
      const { interleave } = request;
      const subject = subjectOf(saga, request.input);
      opened = {
        subject,
        interleave,
        runner: runnerHere(subject, { interleave, states: statesIn(request.states) }),
      };
      return { kind: 'opened', edges: edgesOfSaga(saga.definition) };
    }
    if (!opened) return { kind: 'failed', message: 'nothing was opened' };
    const { subject, interleave, runner } = opened;
    if (request.kind === 'run') return { kind: 'results', results: await runner.run(request.branches) };
    const read = await runSchedule(subject, request.schedule, {
      left: { faults: 0, turns: 0 },
      interleave,
      isRead: true,
    });
    return { kind: 'results', results: [read] };
  };
  parentPort?.on('message', (request: Request) => {
    answer(request)
      .catch((error: unknown): Answer => ({ kind: 'failed', message: (error as Error).message }))
      .then((made) => parentPort?.postMessage(made));
  });
};
