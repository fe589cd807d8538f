import type { CliCommand } from '../command';
import { cancelCommand } from './cancel';
import { costCommand } from './cost';
import { deadLettersCommand } from './dead-letters';
import { demoCommand } from './demo';
import { graphCommand } from './graph';
import { listCommand } from './list';
import { localCommand } from './local';
import { pruneCommand } from './prune';
import { replayCommand } from './replay';
import { rerunCommand } from './rerun';
import { runCommand } from './run';
import { showCommand } from './show';
import { startCommand } from './start';

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [
  runCommand,
  demoCommand,
  graphCommand,
  costCommand,
  localCommand,
  startCommand,
  listCommand,
  showCommand,
  cancelCommand,
  rerunCommand,
  replayCommand,
  deadLettersCommand,
  pruneCommand,
];
