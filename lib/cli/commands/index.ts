import type { CliCommand } from '../command';
import { costCommand } from './cost';
import { demoCommand } from './demo';
import { graphCommand } from './graph';
import { runCommand } from './run';

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [runCommand, demoCommand, graphCommand, costCommand];
