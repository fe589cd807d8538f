export { loadAssembly } from './assembly';
export { type DeclaredResource, type Identity, identity } from './declared-resource';
export { type Deployment, deploymentOf, type Identify } from './deployment';
export { physicalName } from './physical-name';
export type { Environment, Template, TemplateSource } from './types';
