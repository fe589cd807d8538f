import type { FaultKind } from '../fault-kind';
import { answerLate } from './answer-late';
import { answerTwice } from './answer-twice';
import { business } from './business';
import { conflict } from './conflict';
import { crashAfter } from './crash-after';
import { crashBefore } from './crash-before';
import { duplicate } from './duplicate';
import { late } from './late';
import { timeout } from './timeout';
import { transient } from './transient';

/** Every kind of fault, by the name that a plan gives it. */
export const FAULT_KINDS = {
  business,
  transient,
  'crash-before': crashBefore,
  'crash-after': crashAfter,
  timeout,
  duplicate,
  conflict,
  late,
  'answer-twice': answerTwice,
  'answer-late': answerLate,
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultKindName = keyof typeof FAULT_KINDS;

export const FAULT_KIND_NAMES = Object.keys(FAULT_KINDS) as readonly FaultKindName[];
