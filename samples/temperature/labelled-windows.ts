/** Where the makers of the data set say that the machine was not as it should be: first and last time. */
export const labelledWindows: readonly (readonly [from: string, to: string])[] = [
  ['2013-12-10 06:25:00', '2013-12-12 05:35:00'],
  ['2013-12-15 17:50:00', '2013-12-17 17:00:00'],
  ['2014-01-27 14:20:00', '2014-01-29 13:30:00'],
  ['2014-02-07 14:55:00', '2014-02-09 14:05:00'],
];

/** Which window a time lies in; -1 where in none. */
export function findWindow(time: string): number {
  return labelledWindows.findIndex(([from, to]) => time >= from && time <= to);
}
