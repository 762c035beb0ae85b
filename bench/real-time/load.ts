/** A process that does nothing but send: `node load.ts <url> <connections> <seconds or requests> < bodies.json`. */
import autocannon from 'autocannon';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const [url = '', connections = '1', amount = '2s'] = process.argv.slice(2);
const bodies = z.array(z.string()).parse(await json(process.stdin));
const length = amount.endsWith('s') ? { duration: parseFloat(amount) } : { amount: Number(amount) };
const result = await autocannon({
  url,
  connections: Number(connections),
  ...length,
  requests: bodies.map((body) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })),
});
const { requests, latency, non2xx, errors, timeouts } = result;
console.log(
  JSON.stringify({
    perSecond: requests.total / result.duration,
    total: requests.total,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    failed: non2xx + errors + timeouts,
  }),
);
