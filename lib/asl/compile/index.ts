export { compile, compileUnwind } from './compile';
export { parkName, SAGA_ENDS, stateName } from './names';
export { type CompileTargets, placeholderTargets } from './targets';
