import { readFile } from 'node:fs/promises';

/** A temperature of the machine; times are local, without a zone, as the data set has them. */
export interface MachineReading {
  readonly time: string;
  readonly value: number;
}

export const seriesFile = 'machine_temperature_system_failure.csv';

/** What lies before is trained on; the first failure comes after it. */
export const trainingEnd = '2013-12-09';

/** Reads the series, one reading each five minutes; it is not in this repository (see README.md). */
export async function loadMachineReadings(file: string): Promise<readonly MachineReading[]> {
  const text = await readFile(file, 'utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  if (header !== 'timestamp,value')
    throw new Error(`Cannot read ${file}: its header is "${header ?? ''}", expected "timestamp,value"`);
  return lines.map((line) => {
    const [time = '', value = ''] = line.split(',');
    return { time, value: Number(value) };
  });
}
