// Keeps of a folder of recordings what the conformance suite replays: node trim-recordings.ts FOLDER OUTPUT.json.gz
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call -- raw recordings have no types */
const [folder = '.', output = 'recordings.json.gz'] = process.argv.slice(2);
const read = (path: string): any => JSON.parse(readFileSync(path, 'utf8'));

const functions: Record<string, string> = {};
for (const one of read(join(folder, '../registration/durable-app.json'))) {
  const [, kind] = /"type":"(\w+)Trigger"/.exec(JSON.stringify(one)) ?? [];
  const [, name] = /"name":"(\w+)"/.exec(JSON.stringify(one.metadata ?? one)) ?? [];
  if (kind !== undefined && name !== undefined) functions[name] = kind;
}

const trim = (recording: any): object => ({
  name: recording.name,
  orchestrator: recording.orchestrator,
  instanceId: recording.instanceId,
  startBody: recording.clientHttpCalls[0]?.requestBody ?? '',
  invocations: recording.invocations.map(trimInvocation),
  finalStatus: { status: recording.finalStatus.status, body: recording.finalStatus.body },
});

const trimInvocation = (one: any): object => ({
  function: one.function,
  type: one.type,
  ...(one.type === 'orchestrator' ? { payload: one.payload } : {}),
  inputData: one.invocationRequest.inputData.map(({ name, data }: any) => ({
    name,
    data: one.type === 'orchestrator' ? {} : data,
  })),
  triggerMetadata: one.invocationRequest.triggerMetadata,
  returnValue: one.invocationResponse?.returnValue,
  ...(one.handlerThrew ? { threw: one.handlerThrew.message ?? '' } : {}),
});

const recordings = readdirSync(folder).map((file) => trim(read(join(folder, file))));
writeFileSync(output, gzipSync(JSON.stringify({ functions, recordings }), { level: 9 }));
console.log(`${recordings.length} recordings, ${Object.keys(functions).length} functions`);
