/** A time as .NET writes it in JSON: an offset, and no more of the fraction than there is. */
export const toDotNetTime = (date: Date): string =>
  date
    .toISOString()
    .replace(/(\.\d*?)0*Z$/, '$1+00:00')
    .replace('.+', '+');

/** The same in whole seconds, as storage gives its times. */
export const toDotNetSeconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, '+00:00');

export const parseTime = (text: string): Date => new Date(text);

/** A time in .NET's invariant culture: `11/22/2026 17:51:20`. */
export function toInvariantTime(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${month}/${dayOfMonth}/${year} ${time.slice(0, 8)}`;
}
