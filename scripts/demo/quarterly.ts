import { parse } from 'csv-parse/sync';
import { loadFigures, seriesNames } from '../../samples/quarterly/figures.ts';
import { assertSame } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

type Row = Readonly<Record<string, string>>;

const timer = 'schedule-quarterly-quarterly';
const horizon = 4;

/** Figures that live in a database, forecast by the schedule of the quarter. */
export const quarterly: Scenario = {
  name: 'quarterly',
  title: 'Every quarter the figures of a database become a forecast of the next four',
  show: async (product) => {
    await fillDatabase(product);
    const { api, url } = product;
    console.log(`\nThe schedule of the quarter: POST /admin/functions/${timer} fires it\n`);
    const job = await runJob(api, 'quarterly', () => api.fire(timer));
    const rows = parse<Row>(await api.predictions(job.id), { columns: true });
    console.log(`\n${toTable([['series', 'quarter', 'forecast', 'lower', 'upper'], ...rows.map(toCells)])}`);
    assertSame('series of the job', job.records.total, seriesNames.length);
    assertSame('series that failed', job.records.failed, 0);
    assertSame('lines of predictions.csv', rows.length, seriesNames.length * horizon);
    const { prediction } = await api.storedPrediction('quarterly', 'realgdp');
    assertSame('what is written back of realgdp', String(prediction.forecast), listForecast(rows, 'realgdp'));
    const chart = `${url}/console/forecast?job=${job.id}`;
    const stored = `${url}/models/quarterly/predictions/realgdp`;
    console.log(
      `\n${toLinks(url, job, [
        ['chart', chart],
        ['written back', stored],
      ])}`,
    );
  },
};

async function fillDatabase({ database }: DemoProduct): Promise<void> {
  const figures = await loadFigures();
  const documents = figures.map((figure) => ({ id: `${figure.series}-${figure.quarter}`, ...figure }));
  await database.fill('figures', documents);
  const [first, last] = [figures[0]?.quarter ?? '', figures.at(-1)?.quarter ?? ''];
  console.log(
    `\n${figures.length} documents in the database, ${first} to ${last}: container figures, {"series","quarter","amount"}`,
  );
}

function toCells({ series = '', quarter = '', forecast, lower, upper }: Row): readonly string[] {
  return [series, quarter, ...[forecast, lower, upper].map((text) => Number(text).toFixed(1))];
}

function listForecast(rows: readonly Row[], series: string): string {
  return String(rows.filter((row) => row.series === series).map(({ forecast }) => Number(forecast)));
}
