import { catchAllLast } from './catch-all-last';
import type { Check } from './check';
import { downgrade } from './downgrade';
import { exactlyOne } from './exactly-one';
import { express } from './express';
import { heartbeat } from './heartbeat';
import { jsonataDelimiters } from './jsonata-delimiters';
import { jsonataDollar } from './jsonata-dollar';
import { jsonataReferences } from './jsonata-references';
import { jsonataStates } from './jsonata-states';
import { jsonataSyntax } from './jsonata-syntax';
import { labels } from './labels';
import { nesting } from './nesting';
import { noDollar } from './no-dollar';
import { noPath } from './no-path';
import { passResult } from './pass-result';
import { reachable } from './reachable';
import { shapeCheck } from './shape-check';
import { stateNames } from './state-names';
import { transitionTargets } from './transition-targets';
import { transitions } from './transitions';
import { twins } from './twins';
import { variables } from './variables';

/** What AWS looks at when a state machine is created, in the order in which it is told. */
export const CHECKS: Readonly<Record<string, Check>> = {
  shape: shapeCheck,
  downgrade,
  transitions,
  'exactly-one': exactlyOne,
  twins,
  heartbeat,
  'catch-all-last': catchAllLast,
  labels,
  express,
  nesting,
  variables,
  'jsonata-delimiters': jsonataDelimiters,
  'jsonata-dollar': jsonataDollar,
  'jsonata-syntax': jsonataSyntax,
  'jsonata-references': jsonataReferences,
  'jsonata-states': jsonataStates,
  'state-names': stateNames,
  'transition-targets': transitionTargets,
  reachable,
  'no-dollar': noDollar,
  'no-path': noPath,
  'pass-result': passResult,
};
