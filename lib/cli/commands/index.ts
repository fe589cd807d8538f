import type { CliCommand } from '../command';

/** A command as the overview shows it. What declares and runs it is loaded only when it is asked for. */
export interface CommandEntry {
  /** Its name and its arguments. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<CliCommand>;
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'run <saga>',
    summary: 'run a saga on this machine and show what became of it',
    load: async () => (await import('./run')).runCommand,
  },
  {
    usage: 'demo',
    summary: 'six orders: one that goes well, and five ways in which they do not',
    load: async () => (await import('./demo')).demoCommand,
  },
  {
    usage: 'graph [saga]',
    summary: 'print the visual workflow of a saga, or of any state machine, as Mermaid',
    load: async () => (await import('./graph')).graphCommand,
  },
  {
    usage: 'cost [saga]',
    summary: 'what a saga, or any state machine, will cost: per path, per service, per month',
    load: async () => (await import('./cost')).costCommand,
  },
  {
    usage: 'explore [saga]',
    summary: 'try all that can go wrong with a saga, or any state machine, up to so many faults',
    load: async () => (await import('./explore')).exploreCommand,
  },
  {
    usage: 'local',
    summary: 'keep the stacks up on this machine, for AWS clients and the commands of this folder',
    load: async () => (await import('./local')).localCommand,
  },
  {
    usage: 'deploy [stacks...]',
    summary: 'deploy to AWS; refuses to take protection, retention or a key from what is there',
    load: async () => (await import('./deploy')).deployCommand,
  },
  {
    usage: 'start <saga>',
    summary: 'start a saga where it is deployed',
    load: async () => (await import('./start')).startCommand,
  },
  {
    usage: 'list',
    summary: 'list sagas: those that are open, then those that ended last',
    load: async () => (await import('./list')).listCommand,
  },
  {
    usage: 'show <id>',
    summary: 'show everything there is to know about a saga',
    load: async () => (await import('./show')).showCommand,
  },
  {
    usage: 'cancel <id>',
    summary: 'undo a saga: a running one, and one that completed too',
    load: async () => (await import('./cancel')).cancelCommand,
  },
  {
    usage: 'rerun <id>',
    summary: 'start a saga again with the same input, under a new id',
    load: async () => (await import('./rerun')).rerunCommand,
  },
  {
    usage: 'replay <id>',
    summary: 'show the state of a saga at any past moment, from its events alone',
    load: async () => (await import('./replay')).replayCommand,
  },
  {
    usage: 'erase <id>',
    summary: 'take out of an ended saga what it was told and answered; ids, types and times stay',
    load: async () => (await import('./erase')).eraseCommand,
  },
  {
    usage: 'dead-letters [action] [id]',
    summary: 'steps that were given up: list, show <id>, redrive <id>|--all, resolve <id> --reason TEXT',
    load: async () => (await import('./dead-letters')).deadLettersCommand,
  },
  {
    usage: 'counters [action] [whose] [counter] [n]',
    summary: 'counted resources: list them, or set and add what is available, with --reason TEXT',
    load: async () => (await import('./counters')).countersCommand,
  },
  {
    usage: 'records <participant>',
    summary: 'what a participant keeps in its own records: all of a type, one by id, those by an attribute',
    load: async () => (await import('./records')).recordsCommand,
  },
  {
    usage: 'prune',
    summary: 'list published versions that no open execution can need, and remove them',
    load: async () => (await import('./prune')).pruneCommand,
  },
  {
    usage: 'leftovers',
    summary: 'list what stacks left behind that were deleted, or whose first create failed',
    load: async () => (await import('./leftovers')).leftoversCommand,
  },
];
