export type { Alternative, AlternativeKind } from './alternatives';
export { type Analysis, analyse, expectedTransitions, expectedUse, type StateUse } from './analyse';
export type { Bill, Line, Service } from './bill';
export { type CostBudget, exceeds } from './budget';
export { type Call, type CallProfile, type CallProfiles, type CallTotals, totalCalls } from './calls';
export type { Ceilings } from './ceilings';
export { type Chances, findState, type Odds, resolveChances } from './chances';
export { type Estimate, estimate, type PricedPath, type Question, type Transitions } from './estimate';
export { type HappyCost, happyCost } from './happy-cost';
export { type EstimateJson, estimateJson } from './json';
export type { Lever } from './levers';
export type { Chain, Machine, StateKind, StateNode } from './machine';
export { countTransitions, type HistoryEvent, type MeasuredCost, measuredCost } from './measured';
export { type Monitoring, monitoringOf } from './monitoring';
export { OFTEN, warnOfOrder } from './order-of-steps';
export { pathName, pathNames } from './path-names';
export { listPaths, type Path, type PathList } from './paths';
export { type Happening, type Prediction, predictTransitions, type Scenario } from './predict';
export {
  FREE_TRANSITIONS_PER_MONTH,
  findPrice,
  PRICE_LIST,
  type Price,
  type PriceKey,
  pricedRegions,
  transitionPrice,
  unitUsd,
} from './price-list';
export { readMachine } from './read-machine';
export { type MachineInTemplate, readTemplate } from './read-template';
export { type FetchText, offerUrl, parseOffer, refreshPrices } from './refresh';
export { renderReport } from './report';
export { type BookItems, removalOf, type SagaItems, sagaProfiles, withUndone } from './saga-profiles';
export { TYPICAL_ITEMS } from './typical-items';
export { DEFAULT_WORKLOAD, type Workload } from './workload';
