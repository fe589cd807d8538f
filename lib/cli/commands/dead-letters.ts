import { Argument } from 'commander';
import { type CliCommand, UsageError } from '../command';
import type { CliHost } from '../host';
import { withOperatorOptions } from '../operator/options';
import { withDeployment } from '../operator/with-deployment';
import { listLetters } from './dead-letters-list';
import type { LettersOptions, LettersVerb } from './dead-letters-options';
import { redriveLetters } from './dead-letters-redrive';
import { resolveLetters } from './dead-letters-resolve';
import { showLetters } from './dead-letters-show';

/** What can be done with dead letters. */
const VERBS = {
  list: listLetters,
  show: showLetters,
  redrive: redriveLetters,
  resolve: resolveLetters,
} as const satisfies Record<string, LettersVerb>;

type Verb = keyof typeof VERBS;

export const deadLettersCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .addArgument(new Argument('[action]', 'what to do').choices(Object.keys(VERBS)).default('list'))
        .argument('[id]', 'id of the saga')
        .option('--all', 'redrive: all of them')
        .option('--step <step>', 'redrive, resolve: only this step of the saga')
        .option('--reason <text>', 'resolve: what was done by hand')
        .option('--limit <n>', 'list: at most so many')
        .option('--queue', 'list, redrive --all: also what exists in the queues alone, up to 1,000 messages'),
      { saga: true },
    ),
  run: async (host: CliHost, options: LettersOptions, verb = '', id?: string) => {
    const chosen = VERBS[verb as Verb];
    const wrong = misuse(verb as Verb, options, id);
    if (wrong !== undefined) throw new UsageError(wrong);
    return withDeployment(host, options, (deployment) => chosen(host, deployment, options, id));
  },
};

/** What an action needs, and what it does not take. */
const misuse = (
  verb: Verb,
  { all, reason, step, queue, limit }: LettersOptions,
  id?: string,
): string | undefined => {
  if (verb === 'list' && id !== undefined)
    return `dead-letters list takes no id: use dead-letters show ${id}`;
  if (verb === 'redrive' && (id === undefined) === (all === undefined)) {
    return 'dead-letters redrive needs the id of a saga, or --all, and not both';
  }
  if ((verb === 'show' || verb === 'resolve') && id === undefined) {
    return `dead-letters ${verb} needs the id of a saga`;
  }
  if (verb === 'resolve' && !reason?.trim()) {
    return 'dead-letters resolve needs --reason: what was done by hand, for whoever reads the log';
  }
  if (verb !== 'resolve' && reason !== undefined) return `--reason is for dead-letters resolve, not ${verb}`;
  if (limit !== undefined && verb !== 'list') return `--limit is for dead-letters list, not ${verb}`;
  if (queue && verb !== 'list' && !(verb === 'redrive' && all)) {
    return `--queue is for dead-letters list and dead-letters redrive --all`;
  }
  if (verb !== 'redrive' && all) return `--all is for dead-letters redrive, not ${verb}`;
  if ((verb === 'list' || verb === 'show') && step !== undefined)
    return `--step is not for dead-letters ${verb}`;
  return verb === 'redrive' && all && step !== undefined ? '--step needs the id of a saga' : undefined;
};
