/**
 * A table of 100,000 customers through the whole product on this machine, from the upload to `Succeeded`:
 * records/s, and the peak memory of each process. `node bench/whole-product.ts [records]`
 */
import { loadTable } from '../test/e2e/support/churn.ts';
import { scoreByDrop } from '../test/e2e/support/jobs.ts';
import { listDescendants } from '../test/e2e/support/processes.ts';
import { startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { readPeakMiB } from './peak-memory.ts';
import { repeatTable } from './repeat-table.ts';

const records = Number(process.argv[2] ?? 100_000);

const { text } = await loadTable();
const table = repeatTable(text, records);
const startedAt = performance.now();
const product = await startProduct();
const readyMs = Math.round(performance.now() - startedAt);
try {
  const droppedAt = performance.now();
  const job = await scoreByDrop(product, 'churn/big.csv', table, 900_000);
  const seconds = (performance.now() - droppedAt) / 1000;
  const processes = [{ pid: product.pid, command: 'host' }, ...(await listDescendants(product.pid))];
  const peaks = await Promise.all(
    processes.map(async ({ pid, command }) => ({
      process: command.split('/').at(-1),
      peakMiB: await readPeakMiB(pid),
    })),
  );
  console.log(describeMachine());
  console.log(`ready after ${readyMs} ms; job ${job.status}: ${JSON.stringify(job.records)}`);
  console.log(
    `${records} records, ${(table.length / 1e6).toFixed(1)} MB: ${seconds.toFixed(1)} s, ${Math.round(records / seconds)} records/s`,
  );
  console.table(peaks);
} finally {
  await product.stop();
}
