import pc from 'picocolors';
import { type Schedule, scheduleText } from '../../explore';

export interface Story {
  readonly schedule: Schedule;
  readonly invariant: string;
  readonly problem: string;
  readonly trace: readonly string[];
  /** What was typed behind `saga`, without the schedule. */
  readonly command: string;
  readonly status?: string | undefined;
}

/** What happened in one run, line by line; a day is written where it begins. */
export const renderStory = ({ color }: { readonly color: boolean }, story: Story): string => {
  const { schedule, invariant, problem, trace, command, status } = story;
  const colors = pc.createColors(color);
  let day = '';
  const lines = trace.flatMap((line) => {
    const [date = '', time = '', text = ''] = [line.slice(0, 10), line.slice(11, 23), line.slice(25)];
    const shown = `  ${time}  ${text.startsWith('!') ? colors.red(text) : text}`;
    if (date === day) return [shown];
    day = date;
    return [colors.bold(date), shown];
  });
  return [
    ...(problem === '' ? [`it ends ${status}`] : [colors.red(`violated: ${invariant}`), `  ${problem}`]),
    '',
    ...lines,
    '',
    `again: saga ${command} --schedule ${scheduleText(schedule)}`,
    '',
  ].join('\n');
};
