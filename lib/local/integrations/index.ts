import type { ServiceIntegration } from '../../engine';

export { deniedTask, type IntegratedCall, integratedCall } from './guarded-call';
export { lambdaArn, lambdaInvoke } from './lambda-invoke';
export { sqsSendMessage } from './sqs-send-message';
export { startExecution } from './start-execution';

/** Which integration does a Task's resource: by its whole text, or as a function's own ARN. */
export const integrationsOf = (
  byResource: Readonly<Record<string, ServiceIntegration>>,
  functionArn: ServiceIntegration,
): ((resource: string) => ServiceIntegration | undefined) => {
  return (resource) =>
    byResource[resource] ?? (resource.startsWith('arn:aws:lambda:') ? functionArn : undefined);
};
