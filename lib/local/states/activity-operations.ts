import { type JsonObject, ServiceError } from '../http';
import { resourceIn } from './arn';
import { OWNED_KEY } from './machine';
import { configurationIn } from './machine-configuration';
import { type Operation, optionalText, seconds } from './operation';
import { pageOf } from './paging';
import type { Tag } from './tags';
import { checkName } from './validate';

const createActivity: Operation = ({ activities, tags, arnOf, now }, input) => {
  const name = input.name as string;
  checkName(name);
  const arn = arnOf('activity', name);
  const { encryptionConfiguration = OWNED_KEY } = configurationIn({
    encryptionConfiguration: input.encryptionConfiguration,
  });
  if (activities.has(arn)) return existing(activities.get(arn), encryptionConfiguration);
  const activity = { arn, name, creationDate: now(), encryptionConfiguration };
  activities.create(activity);
  if (input.tags) tags.add(arn, input.tags as readonly Tag[]);
  return { activityArn: arn, creationDate: seconds(activity.creationDate) };
};

/** The same again is no error; tags are not compared. Source: API reference, CreateActivity. */
const existing = (
  activity: {
    readonly arn: string;
    readonly creationDate: number;
    readonly encryptionConfiguration?: object;
  },
  encryptionConfiguration: object,
): JsonObject => {
  if (
    JSON.stringify(activity.encryptionConfiguration ?? OWNED_KEY) !== JSON.stringify(encryptionConfiguration)
  ) {
    throw new ServiceError(
      'ActivityAlreadyExists',
      'Activity already exists. EncryptionConfiguration may not be updated.',
    );
  }
  return { activityArn: activity.arn, creationDate: seconds(activity.creationDate) };
};

const describeActivity: Operation = ({ activities }, input) => {
  const { arn, name, creationDate, encryptionConfiguration } = activities.get(input.activityArn as string);
  return {
    activityArn: arn,
    name,
    creationDate: seconds(creationDate),
    encryptionConfiguration: encryptionConfiguration ?? OWNED_KEY,
  };
};

/** One that is not there is deleted already. */
const deleteActivity: Operation = ({ activities, tags }, input) => {
  const arn = input.activityArn as string;
  resourceIn(arn, 'activity');
  activities.delete(arn);
  tags.forget(arn);
  return {};
};

const listActivities: Operation = ({ activities }, input) => {
  const page = pageOf(activities.all(), 'activities', input);
  return {
    activities: page.items.map(({ arn, name, creationDate }) => ({
      activityArn: arn,
      name,
      creationDate: seconds(creationDate),
    })),
    ...page.next,
  };
};

const getActivityTask: Operation = async ({ activities }, input, call) => {
  const task = await activities.poll(input.activityArn as string, {
    workerName: optionalText(input.workerName),
    signal: call.signal,
    idle: (pending) => call.idle(pending),
  });
  return task ? { taskToken: task.taskToken, input: task.input } : { taskToken: null };
};

export const ACTIVITY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateActivity: createActivity,
  DescribeActivity: describeActivity,
  DeleteActivity: deleteActivity,
  ListActivities: listActivities,
  GetActivityTask: getActivityTask,
};
