import { readSchedule, scheduleText } from '../../lib/explore';

test.each(['-', '14.dies', '14.dies-to-limit,37.lands:12', '3.stop:s-1-u1'])('%s is what it says', (text) => {
  expect(scheduleText(readSchedule(text) ?? [])).toBe(text);
});

test.each([
  ['nothing', ''],
  ['a point without a choice', '14'],
  ['point 0', '0.dies'],
  ['points that go back', '14.dies,3.cancel'],
  ['one point twice', '14.dies,14.cancel'],
  ['what no choice is called', '14.DIES'],
])('%s is no schedule', (_what, text) => expect(readSchedule(text)).toBeUndefined());
