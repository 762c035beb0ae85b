import { readFile } from 'node:fs/promises';

/** The series that are forecast: gross domestic product, consumption, consumer prices, unemployment. */
export const seriesNames = ['realgdp', 'realcons', 'cpi', 'unemp'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** A figure of a quarter, as a row of a table or a document of a database has it. */
export interface Figure {
  readonly series: SeriesName;
  /** For example 1959Q1. */
  readonly quarter: string;
  readonly amount: number;
}

export const macrodataFile = new URL('macrodata.csv', import.meta.url).pathname;

/** Reads the figures of all four series, quarter by quarter, the oldest first. */
export async function loadFigures(file: string = macrodataFile): Promise<readonly Figure[]> {
  const [header = '', ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  const columns = header.split(',').map((name) => name.replaceAll('"', ''));
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const read = (name: string) => Number(cells[columns.indexOf(name)]);
    const quarter = `${read('year')}Q${read('quarter')}`;
    return seriesNames.map((series) => ({ series, quarter, amount: read(series) }));
  });
}

/** The values of one series, the oldest first. */
export function valuesOf(figures: readonly Figure[], name: SeriesName): readonly number[] {
  return figures.filter(({ series }) => series === name).map(({ amount }) => amount);
}
