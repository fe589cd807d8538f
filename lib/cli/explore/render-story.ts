import pc from 'picocolors';
import { type Schedule, scheduleText } from '../../explore';
import type { SagaDefinition } from '../../saga';

export interface Story {
  readonly definition: SagaDefinition;
  readonly schedule: Schedule;
  readonly invariant: string;
  readonly problem: string;
  readonly trace: readonly string[];
  readonly options: { readonly interleave?: boolean; readonly input?: string };
  readonly status?: string | undefined;
}

/** What happened in one run, line by line; a day is written where it begins. */
export const renderStory = ({ color }: { readonly color: boolean }, story: Story): string => {
  const { definition, schedule, invariant, problem, trace, options, status } = story;
  const colors = pc.createColors(color);
  let day = '';
  const lines = trace.flatMap((line) => {
    const [date = '', time = '', text = ''] = [line.slice(0, 10), line.slice(11, 23), line.slice(25)];
    const shown = `  ${time}  ${text.startsWith('!') ? colors.red(text) : text}`;
    if (date === day) return [shown];
    day = date;
    return [colors.bold(date), shown];
  });
  const command = [
    `saga explore ${definition.name} --schedule ${scheduleText(schedule)}`,
    ...(options.interleave ? ['--interleave'] : []),
    ...(options.input === undefined ? [] : [`--input ${options.input}`]),
  ].join(' ');
  return [
    ...(problem === '' ? [`the saga is ${status}`] : [colors.red(`violated: ${invariant}`), `  ${problem}`]),
    '',
    ...lines,
    '',
    `again: ${command}`,
    '',
  ].join('\n');
};
