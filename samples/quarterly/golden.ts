import { forecastSeries } from './accuracy.ts';
import { type Figure, seriesNames } from './figures.ts';
import { windowLength } from './quarterly-graph.ts';

const nextQuarters = ['2009Q4', '2010Q1', '2010Q2', '2010Q3'];

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(model: Uint8Array, figures: readonly Figure[]): Promise<string> {
  const known = seriesNames.map((name) => figures.filter(({ series }) => series === name).slice(-8));
  const others = [
    { series: 'realinv', quarter: '2009Q3', amount: 1486.398 },
    { series: 'realinv', quarter: '2009Q2', amount: 1442.8 },
  ];
  const all: readonly (readonly { series: string; quarter: string; amount: number }[])[] = [
    ...known,
    [...others].reverse(),
  ];
  const windows = all.map((rows) => ({ series: rows[0]?.series ?? '', history: toWindow(rows) }));
  const forecasts = await forecastSeries(model, windows);
  const golden = all.map((rows, k) => ({
    record: {
      series: windows[k]?.series,
      quarter: rows.map(({ quarter }) => quarter),
      amount: rows.map(({ amount }) => amount),
    },
    prediction: { ...forecasts[k], quarter: nextQuarters },
  }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}

function toWindow(rows: readonly { readonly amount: number }[]): readonly number[] {
  const values = rows.map(({ amount }) => amount).slice(-windowLength);
  return [...new Array<number>(windowLength - values.length).fill(NaN), ...values];
}
