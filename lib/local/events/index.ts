export { DEFAULT_BUS, type Deliver, EventBuses, type Origin, type Rule, type Target } from './bus';
export { type BusEvent, eventTime } from './event';
export { type EventPattern, matchesPattern, passesFilters } from './pattern';
export { parseSchedule, type Schedule } from './schedule';
export { Scheduler } from './scheduler';
export { type TargetShape, targetInput, valueAt } from './target-input';
