import type { App } from 'aws-cdk-lib/core';
import record from '../../stages.json';
import { SagaError } from '../saga';

/** A stage: whether its data outlives its stacks, and whatever else `-c name=value` may say, written down for good. */
export interface StageRecord {
  readonly keep: boolean;
  readonly [name: string]: boolean | number | string;
}

/** `stages.json`: the stages there are, and the one that is meant when none is named. */
export interface Stages {
  readonly stage: string;
  readonly stages: Readonly<Record<string, StageRecord>>;
}

export const stages: Stages = record;

/** It is a part of stack names. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Gives an app the settings of its stage: of the one that `-c stage=…` names, else the file's own. What was said by `-c`
 * stands.
 * @returns the name of the stage
 * @throws SagaError `UnknownStage`, `BadStageName`
 */
export const chooseStage = (app: App, { stage, stages: known }: Stages): string => {
  const name = String(app.node.tryGetContext('stage') ?? stage);
  const settings = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!settings) {
    throw new SagaError(
      'UnknownStage',
      `stage is '${name}': stages.json has ${Object.keys(known).join(', ')}; name one of them with -c stage=…, or add it`,
    );
  }
  if (!NAME.test(name)) {
    throw new SagaError(
      'BadStageName',
      `stage '${name}' in stages.json: use lower-case letters, digits and single hyphens, as stack names do`,
    );
  }
  for (const [key, value] of Object.entries({ stage: name, ...settings })) {
    if (app.node.tryGetContext(key) === undefined) app.node.setContext(key, value);
  }
  return name;
};
