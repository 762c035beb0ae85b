// Keeps of recorded management API calls what the suite replays: node trim-api-recordings.ts FOLDER OUTPUT.json.gz
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- raw recordings have no types */
const [folder = '.', output = 'api-recordings.json.gz'] = process.argv.slice(2);

// In the order in which they were recorded: later ones use the instances of earlier ones.
const files = [
  'start-by-webhook',
  'start-with-an-id-in-use',
  'status',
  'suspend-and-resume',
  'raise-event',
  'terminate',
  'rewind',
  'restart',
  'list',
  'check-status-response',
  'purge',
  'other',
];

const fromClient = (file: string, call: any): object[] =>
  call.http.map((http: any) => ({
    file,
    name: call.name,
    method: http.method.toUpperCase(),
    url: http.url,
    contentType: http.requestHeaders['Content-Type'],
    body: http.requestBody,
    status: http.status,
    location: http.headers.location,
    retryAfter: http.headers['retry-after'],
    json: http.body === '' ? undefined : http.body,
  }));

const toHeader = (headers: any, name: string): unknown => headers.find(([key]: any) => key === name)?.[1];

const fromWebhook = (file: string, { name, request, response }: any): object => ({
  file,
  name,
  method: request.method,
  url: `http://127.0.0.1:24110${request.path}`,
  contentType: request.headers['Content-Type'],
  body: request.body,
  status: response.status,
  location: toHeader(response.headers, 'Location'),
  retryAfter: toHeader(response.headers, 'Retry-After'),
  json: response.json,
});

const calls = files.flatMap((file) =>
  JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')).flatMap((call: any) =>
    call.request ? [fromWebhook(file, call)] : fromClient(file, call),
  ),
);
writeFileSync(output, gzipSync(JSON.stringify(calls), { level: 9 }));
console.log(`${calls.length} calls`);
