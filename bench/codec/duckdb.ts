import { DuckDBInstance } from '@duckdb/node-api';
import type { Subject } from './subject.ts';

/** DuckDB's CSV reader on one thread: the columns that the model reads, with their types, into a table in its memory. */
export async function openDuckDb({ model, format }: Subject, file: string): Promise<() => Promise<void>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const types = format.header.map((name) => {
    const isNumber = model.columns.some((column) => column.name === name && column.type === 'float32');
    return `${quote(name)}: '${isNumber ? 'FLOAT' : 'VARCHAR'}'`;
  });
  const names = [model.plan.key, ...model.columns.map(({ name }) => name)].map((name) => `"${name ?? ''}"`);
  const source = `read_csv(${quote(file)}, header = true, delim = ',', columns = {${types.join(', ')}})`;
  return async () => {
    await connection.run(`create or replace table t as select ${names.join(', ')} from ${source}`);
  };
}
