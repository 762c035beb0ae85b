import fc from '../../support/fast-check.ts';
import type { FuzzedBody, FuzzedDialect } from './fuzzed-dialects.ts';
import { nastyValues } from './json-corpus.ts';

/** A valid request of a dialect with something changed: bytes, a value within its JSON, or a header. */
export function arbitraryRequest({ bodies }: FuzzedDialect): fc.Arbitrary<FuzzedBody> {
  const body = fc.constantFrom(...bodies);
  return fc.oneof(
    { weight: 4, arbitrary: body.chain(withOtherBytes) },
    { weight: 5, arbitrary: body.chain(withOtherValue) },
    { weight: 1, arbitrary: body.chain(withOtherHeaders) },
  );
}

function withOtherBytes(body: FuzzedBody): fc.Arbitrary<FuzzedBody> {
  const { content } = body;
  const place = fc.nat(content.length);
  const splice = fc
    .tuple(place, fc.nat(20), fc.uint8Array({ maxLength: 20 }))
    .map(([at, removed, added]) =>
      Buffer.concat([
        content.subarray(0, at),
        added,
        content.subarray(Math.min(at + removed, content.length)),
      ]),
    );
  const cut = place.map((at) => content.subarray(0, at));
  const doubled = fc.tuple(place, place).map(([a, b]) => {
    const [start, end] = a < b ? [a, b] : [b, a];
    return Buffer.concat([content.subarray(0, end), content.subarray(start)]);
  });
  return fc.oneof(splice, cut, doubled).map((changed) => ({ ...body, content: changed }));
}

/** Puts a nasty or any value in a random place of the JSON; what is no JSON stays. */
function withOtherValue(body: FuzzedBody): fc.Arbitrary<FuzzedBody> {
  if (body.type !== 'application/json') return withOtherBytes(body);
  const value = fc.oneof(fc.constantFrom(...nastyValues), fc.jsonValue({ maxDepth: 3 }));
  const steps = fc.array(fc.nat(1000), { minLength: 0, maxLength: 5 });
  return fc.tuple(steps, value, fc.boolean()).map(([path, replacement, asName]) => {
    const root: unknown = JSON.parse(body.content.toString());
    return { ...body, content: Buffer.from(JSON.stringify(replace(root, path, { replacement, asName }))) };
  });
}

interface Change {
  readonly replacement: unknown;
  /** Whether a name is changed and not its value. */
  readonly asName: boolean;
}

function replace(value: unknown, [step, ...rest]: readonly number[], change: Change): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return change.replacement;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return items.map((item, k) => (k === step % items.length ? replace(item, rest, change) : item));
  }
  const entries = Object.entries(value);
  const changed = entries.map(([name, item], k): [string, unknown] => {
    if (k !== step % entries.length) return [name, item];
    if (rest.length === 0 && change.asName) return [nameOf(change.replacement), item];
    return [name, replace(item, rest, change)];
  });
  return Object.fromEntries(changed);
}

/** Any value as a name; `String` throws for an object that has a `toString` of its own. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const headerNames = [
  'content-type',
  'content-encoding',
  'accept',
  'timeout',
  'x-request-id',
  'Inference-Header-Content-Length',
];
const headerValues = [
  '',
  'gzip',
  'deflate',
  'br',
  'text/csv',
  'application/json; charset=utf-16',
  '0',
  '-1',
  '1e9',
  '999999999999',
  'x'.repeat(300),
  'a;b;c=',
  '*/*;q=x',
];

function withOtherHeaders(body: FuzzedBody): fc.Arbitrary<FuzzedBody> {
  return fc
    .tuple(fc.constantFrom(...headerNames), fc.constantFrom(...headerValues))
    .map(([name, value]) =>
      name === 'content-type'
        ? { ...body, type: value }
        : { ...body, headers: { ...body.headers, [name]: value } },
    );
}
