import { FLOWS } from './flows';
import { GROUPS } from './groups';
import { TASKS } from './tasks';

/** What a definition may hold, by what it shows: all that public definitions were seen to use. */
export const CORPUS: Readonly<Record<string, object>> = { ...TASKS, ...FLOWS, ...GROUPS };
