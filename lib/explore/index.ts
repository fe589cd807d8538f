export { explore, runSchedule } from './search/explore';
export { readSchedule, scheduleText } from './search/schedule';
export { stateSet } from './search/state-set';
export type { FunctionOn, Subject, Variation } from './world/world';
