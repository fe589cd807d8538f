import { isActivity } from '../../asl';
import type { Activities } from '../states';
import type { Integration } from './integration';
import type { ErrorNames } from './task-errors';

const ERRORS: ErrorNames = {
  sdk: 1,
  prefix: 'StepFunctions',
  base: 'AWSStepFunctionsException',
  service: 'AWSStepFunctions',
};

/** A Task on an activity: it waits in line for a worker; undefined for what is no activity, or none that exists. */
export const activityTask = (activities: Activities, resource: string): Integration | undefined => {
  if (!isActivity(resource) || !activities.has(resource)) return undefined;
  return {
    // A worker asks for the task; the machine's role calls nothing.
    asks: () => [],
    errors: ERRORS,
    run: (call) =>
      new Promise((resolve) => {
        const task = {
          taskToken: String(call.taskToken),
          input: JSON.stringify(call.arguments),
          start: (workerName: string | undefined) => resolve(workerName === undefined ? {} : { workerName }),
        };
        activities.schedule(resource, task, call.signal);
      }),
  };
};
