export { isQueryOf, queryInput } from './query-input';
export { escaped, xmlOf } from './xml';
