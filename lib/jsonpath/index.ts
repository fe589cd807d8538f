export { type Computed, compileCall, isCall } from './intrinsic';
export { seededRandom } from './java/random';
export { type Path, parsePath } from './path';
export { compileNamed, compilePayloadTemplate } from './payload-template';
export { computedProblem, pathProblem, referencePathProblem, resultPathProblem } from './problems';
export { parseResultPath, placeResult } from './result-path';
export { NoMatchError, PathError, type PathScope, ResultPathError } from './scope';
export { uuid } from './uuid';
