import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BURST, CALLS_PER_SECOND } from '../../lambdas/operations/sweep/pace';
import {
  LATE_COMMAND_SECONDS,
  LINES,
  MESSAGE_LIFE_SECONDS,
  OLD_LETTER_DAYS,
  REDRIVEN_FOR_SECONDS,
} from '../../lib/saga';
import { named, ofType, orderTemplate } from './stack-template';

const runbook = readFileSync(join(__dirname, '../../RUNBOOK.md'), 'utf8');
const { Resources: resources } = orderTemplate();
const { Resources: kept } = orderTemplate({ stage: 'prod' });

const DAY = 86_400;
const sweeper = named(resources, 'AWS::Lambda::Function', 'OrderSweeperFunction').Properties;
const schedule = named(resources, 'AWS::Events::Rule', 'OrderSweeperSchedule').Properties;
const commands = ofType(resources, 'AWS::SQS::Queue')
  .filter(([id]) => /Commands[0-9A-F]{8}$/.test(id))
  .map(([, { Properties }]) => Properties.RedrivePolicy.maxReceiveCount);
const [[, pipe] = []] = ofType(resources, 'AWS::Pipes::Pipe');
const reserved = ofType(kept, 'AWS::Lambda::Function')
  .map(([, { Properties }]) => Properties.ReservedConcurrentExecutions ?? 0)
  .reduce((sum, executions) => sum + executions, 0);
const alarm = (name: string) => {
  const [, found] =
    ofType(resources, 'AWS::CloudWatch::Alarm').find(([id]) => id.startsWith(`Alarms${name}`)) ?? [];
  const { Period, Metrics = [], EvaluationPeriods, DatapointsToAlarm } = found?.Properties ?? {};
  const [period] = [
    Period,
    ...Metrics.map(({ MetricStat }: { MetricStat?: { Period: number } }) => MetricStat?.Period),
  ].filter(Boolean);
  return { minutes: (period * EvaluationPeriods) / 60, datapoints: DatapointsToAlarm };
};

const WORDS: Readonly<Record<number, string>> = {
  1: 'once',
  2: 'two',
  3: 'Three times',
  5: 'five',
  6: 'six',
  15: 'a quarter of an hour',
  60: 'an hour',
};
const word = (value: number): string => WORDS[value] ?? `${value}, which has no word here`;

/** What the runbook says, with the numbers of the code. */
const SAYS: readonly (readonly [section: string, sentence: string])[] = [
  [
    'DeadLetters',
    `was tried for about ${REDRIVEN_FOR_SECONDS / DAY > 1.25 && REDRIVEN_FOR_SECONDS / DAY < 1.75 ? 'a day and a half' : '?'}`,
  ],
  ['DeadLettersOld', `parked for over ${OLD_LETTER_DAYS} days`],
  ['DeadLettersOld', `lines \`${LINES.oldLetter}\``],
  ['DeadLettersOld', `SQS drops a message ${MESSAGE_LIFE_SECONDS / DAY} days after`],
  ['Died', `lines \`${LINES.died}\``],
  [
    'Overdue',
    `starts every ${/rate\(1 hour\)/.test(schedule.ScheduleExpression) ? 'hour' : '?'} and lasts up to ${sweeper.Timeout / 60} minutes`,
  ],
  ['Overdue', `asks Step Functions ${word(CALLS_PER_SECOND)} times a second`],
  [
    'Overdue',
    `about ${(Math.floor((sweeper.Timeout * CALLS_PER_SECOND + BURST) / 1000) * 1000).toLocaleString('en')} sagas`,
  ],
  ['SweepUnfinished', `for ${word(alarm('SweepUnfinished').minutes / 60)} hours`],
  ['UnwindGivenUp', `line \`${LINES.unwindGivenUp}\``],
  [
    'FunctionsFailing',
    `${word(alarm('FunctionsFailing').datapoints)} within ${word(alarm('FunctionsFailing').minutes)}`,
  ],
  ['OutboxFailing', `for ${word(alarm('OutboxFailing').minutes)}`],
  [
    'OutboxFailing',
    `tries each record ${pipe?.Properties.SourceParameters.DynamoDBStreamParameters.MaximumRetryAttempts} times`,
  ],
  ['OutboxStopped', `for ${word(alarm('OutboxStopped').minutes)}`],
  ['CommandsDead', `over a command ${[...new Set(commands)].join()} times`],
  ['CommandsOld', `wait for ${LATE_COMMAND_SECONDS / 60} minutes`],
  ['CommandsOld', `lines \`${LINES.lateCommand}\``],
  ['After a deploy that went wrong', `reserve ${word(reserved)} executions a saga`],
];

test('lines that it tells to look for are lines that are written', () => {
  const written = execFileSync(
    'grep',
    ['-rhoE', "'[a-z][a-z ]+'", 'lib/saga/log-lines.ts', 'lambdas', 'lib/runtime'],
    {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
    },
  );
  const quoted = [
    ...runbook.matchAll(/lines? `([a-z][a-z ]+)`(?: or `([a-z][a-z ]+)`)?|logs `([a-z][a-z ]+)`/gi),
  ]
    .flatMap((match) => match.slice(1))
    .filter((line) => line !== undefined);
  expect(quoted.length).toBeGreaterThan(5);
  expect(quoted.filter((line) => !written.includes(`'${line}'`))).toEqual([]);
});

test.each(SAYS)('under %s it says: %s', (section, sentence) => {
  const [, entry = ''] = runbook.split(`## ${section}\n`);
  expect(entry.split('\n## ')[0]).toContain(sentence);
});
