/**
 * A job that wants ten times the request units that Cosmos DB gives: part of the budget that is used, and whether all
 * documents are there; with the budget told to the app, and without. `node bench/cosmos-budget.ts [records]`
 */
import type { Container } from '@azure/cosmos';
import { loadTable } from '../test/e2e/support/churn.ts';
import { scoreByDrop } from '../test/e2e/support/jobs.ts';
import { type Product, startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { repeatTable } from './repeat-table.ts';

const records = Number(process.argv[2] ?? 20_000);
const timeoutMs = 900_000;

const predictionsOf = ({ database }: Product): Container =>
  database.database('onscore').container('predictions');

/** What it costs to insert a document like those that the job has written, and to replace it. */
async function measureCharges(container: Container): Promise<{ insert: number; replace: number }> {
  const { resources } = await container.items.query<{ id: string }>('SELECT TOP 1 * FROM c').fetchAll();
  const document = { ...resources[0], id: 'copy', key: 'copy' };
  const inserted = await container.items.create(document);
  const replaced = await container.items.upsert(document);
  await container.item('copy', ['churn', 'copy']).delete();
  return { insert: inserted.requestCharge, replace: replaced.requestCharge };
}

interface Run {
  readonly documents: number;
  readonly seconds: number;
  readonly charge: number;
}

async function run(table: string, options: Parameters<typeof startProduct>[0]): Promise<Run> {
  const product = await startProduct(options);
  try {
    const job = await scoreByDrop(product, 'churn/budget.csv', table, timeoutMs);
    const container = predictionsOf(product);
    const count = await container.items.query<number>('SELECT VALUE COUNT(1) FROM c').fetchAll();
    const { insert, replace } = await measureCharges(container);
    const documents = count.resources[0] ?? 0;
    const seconds = (Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? '')) / 1000;
    console.log(
      `  ${job.status}, ${documents} documents of ${job.records.succeeded} records, ${seconds.toFixed(1)} s; insert ${insert} RU, replace ${replace} RU`,
    );
    return { documents, seconds, charge: documents * insert };
  } finally {
    await product.stop();
  }
}

console.log(describeMachine());
const table = repeatTable((await loadTable()).text, records);
console.log(`${records} records without a limit:`);
const free = await run(table, {});
const wanted = free.charge / free.seconds;
const budget = Math.max(400, Math.round(wanted / 10));
console.log(`  wants ${Math.round(wanted)} RU/s; the database now gives ${budget} RU/s`);
for (const told of [true, false]) {
  console.log(told ? 'COSMOS_RU_BUDGET set to it:' : 'COSMOS_RU_BUDGET not set:');
  const environment: Record<string, string> = told ? { COSMOS_RU_BUDGET: String(budget) } : {};
  const limited = await run(table, { args: ['--cosmos-ru', String(budget)], environment });
  const used = limited.charge / limited.seconds / budget;
  console.log(`  ${(100 * used).toFixed(1)} % of the budget used from the job's start to its end`);
}
