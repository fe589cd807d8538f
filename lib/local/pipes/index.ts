export { type DeclaredPipe, openPipes, type Pipes } from './open-pipes';
export { isPipeTarget } from './pipe-target';
