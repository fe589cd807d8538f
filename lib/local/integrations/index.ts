export { activityTask } from './activity-task';
export { type CheckOptions, type IntegratedTask, integratedTasks } from './check-integrations';
export { type Integrations, integrationsOf } from './find-integration';
export { argumentsOf, type Integration } from './integration';
export { lambdaArn, lambdaInvoke } from './lambda-invoke';
export { type ServiceApi, type ServiceApis, serviceApis } from './service-api';
export { serviceTaskError } from './task-errors';
