export { type Access, AccessControl, type Caller } from './access-control';
export { type AccessScope, accessesOf, invokedArn, queueAccess } from './calls';
export type { AccessDenial } from './denial';
export { deniedError } from './denied-error';
export { type AccessRequest, type Decision, evaluate, type Policies, type Principal } from './evaluate';
export type { StatementUse } from './permission-use';
export { readPolicy } from './read-policy';
export type { Statement } from './statement';
