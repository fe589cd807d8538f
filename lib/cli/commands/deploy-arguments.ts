import { UsageError } from '../command';
import type { CliHost } from '../host';

interface Redirection {
  /** The option's short name. */
  readonly letter?: string;
  /** What to do in its place. */
  readonly instead: string;
}

const LEAVE_OUT = "leave it out; 'npx cdk deploy' does as it is told, and compares nothing";

/** Options of the CDK CLI by which something else is deployed, or elsewhere, than what was compared. */
const REDIRECTIONS: Readonly<Record<string, Redirection>> = {
  app: { letter: 'a', instead: LEAVE_OUT },
  build: { instead: LEAVE_OUT },
  // The templates are made by then: it would be read by nobody, and whoever said stage=prod would deploy another.
  context: { letter: 'c', instead: 'say it before the --' },
  ec2creds: { letter: 'i', instead: LEAVE_OUT },
  output: { letter: 'o', instead: LEAVE_OUT },
  // It may bring credentials.
  plugin: { letter: 'p', instead: LEAVE_OUT },
  profile: { instead: 'say it before the --' },
  region: { instead: 'set AWS_REGION' },
  'role-arn': { letter: 'r', instead: LEAVE_OUT },
  // It deploys again, unasked, whatever changes.
  watch: { instead: LEAVE_OUT },
};

/** A change set that somebody made earlier, of whatever templates. */
const OLD_CHANGE_SET = 'execute-change-set';

/** The CDK CLI takes an option from `CDK_<OPTION>`; those that count after the templates are made. */
const FROM_ENVIRONMENT = ['ec2creds', 'plugin', 'profile', 'region', 'role-arn', 'watch'];

/**
 * What goes to the CDK CLI unread must not lead it away from what was compared.
 * @throws UsageError
 */
export const refuseRedirections = (rest: readonly string[], env: CliHost['env']): void => {
  for (const argument of rest) {
    const option = optionsOf(argument).find((name) => REDIRECTIONS[name] !== undefined);
    if (option !== undefined) throw refused(`'${argument}' behind --`, REDIRECTIONS[option]?.instead);
    if (argument.endsWith(OLD_CHANGE_SET)) throw refused(`'${argument}' behind --`, LEAVE_OUT);
  }
  for (const option of FROM_ENVIRONMENT) {
    const variable = `CDK_${option.toUpperCase().replace('-', '_')}`;
    if (env[variable]) throw refused(`${variable} in the environment`, 'unset it');
  }
};

const refused = (what: string, instead = LEAVE_OUT): UsageError =>
  new UsageError(
    `${what} would deploy something else, or elsewhere, than what is compared with the deployed stacks: ${instead}`,
  );

/** Long names of the options in one argument, as yargs reads it: `--roleArn=…`, `--no-app`, `-fa`. */
const optionsOf = (argument: string): readonly string[] => {
  const [, long] = /^--(?:no-)?([^=.]+)/.exec(argument) ?? [];
  if (long !== undefined) return [long.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)];
  const [, letters = ''] = /^-([A-Za-z]+)/.exec(argument) ?? [];
  return Object.keys(REDIRECTIONS).filter((name) => letters.includes(REDIRECTIONS[name]?.letter ?? '-'));
};

/** Those that may be deployed: all, unless each argument that may choose stacks is the name of one. */
export const stacksToCompare = <Stack extends { readonly stackName: string }>(
  all: readonly Stack[],
  rest: readonly string[],
): readonly Stack[] => {
  const choices = rest.filter((argument) => !argument.startsWith('-') || argument.startsWith('--all'));
  const named = all.filter(({ stackName }) => choices.includes(stackName));
  const areNames = choices.every((choice) => named.some(({ stackName }) => stackName === choice));
  return choices.length > 0 && areNames ? named : all;
};
