import { createReadingSender } from '../storage/service-bus-reading-sender.ts';
import type { Command } from './command.ts';
import { toUsageError } from './command-error.ts';
import { parseFileArguments } from './parse-arguments.ts';
import { simulateReadings } from './simulate-readings.ts';

/** Of `npm start` at its default port. */
const localConnection =
  'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true';
const defaults = { devices: 200, seconds: 60 };
const secondsPerMinute = 60;

const command = {
  name: 'simulate',
  usage: 'temperature [--devices <n>] [--rate <n>] [--seconds <n>] [--service-bus <connection>]',
  summary: 'Plays devices that do not exist: sends made-up readings to the queue readings',
  options: [
    ['--devices <n>', `How many; ${defaults.devices} where not given`],
    ['--rate <n>', 'Readings a second of all together; each device once a minute where not given'],
    ['--seconds <n>', `For how long; ${defaults.seconds} where not given`],
    [
      '--service-bus <connection>',
      'Connection string, or name of a namespace; ServiceBus in the environment, or the local one, where not given',
    ],
  ],
} as const;

const options = {
  devices: { type: 'string' },
  rate: { type: 'string' },
  seconds: { type: 'string' },
  'service-bus': { type: 'string' },
} as const;

export const simulate: Command = {
  ...command,
  run: async (args, { print, environment }) => {
    const { file: scenario, values } = parseFileArguments(command, args, options);
    if (scenario !== 'temperature')
      throw toUsageError(`Cannot simulate ${JSON.stringify(scenario)}: there is "temperature"`);
    const devices = toCount('devices', values.devices, { standard: defaults.devices, most: 100_000 });
    const seconds = toCount('seconds', values.seconds, { standard: defaults.seconds, most: 86_400 });
    const rate =
      values.rate === undefined
        ? devices / secondsPerMinute
        : toCount('rate', values.rate, { standard: 1, most: 100_000 });
    const sender = createReadingSender(
      toConnection(values['service-bus'] ?? environment.ServiceBus ?? localConnection),
    );
    print(`This is a simulation: ${devices} machines that do not exist send made-up temperatures`);
    try {
      const counts = await simulateReadings({
        ...{ devices, seconds, rate, send: sender.send },
        report: (sent, broken) => print(`${sent} simulated readings sent, ${broken} of broken machines`),
      });
      print(`${counts.sent} simulated readings sent in all, ${counts.broken} of broken machines`);
    } finally {
      await sender.close();
    }
    return 0;
  },
};

/** A namespace's name has no equals sign, a connection string has. */
function toConnection(text: string) {
  return text.includes('=') ? { connectionString: text } : { endpoint: text };
}

function toCount(
  name: string,
  text: string | undefined,
  { standard, most }: { readonly standard: number; readonly most: number },
): number {
  if (text === undefined) return standard;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (count >= 1 && count <= most) return count;
  throw toUsageError(
    `Cannot read the arguments: --${name} is ${JSON.stringify(text)}, expected a whole number from 1 to ${most}`,
  );
}
