import type { CliCommand } from '../command';
import { graphCommand } from './graph';

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [graphCommand];
