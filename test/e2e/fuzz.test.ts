import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import {
  findFault,
  type FuzzedAnswer,
  type FuzzedBody,
  type FuzzedDialect,
  fuzzedDialects,
} from '../functions/support/fuzzed-dialects.ts';
import { jsonCorpus } from '../functions/support/json-corpus.ts';
import { arbitraryRequest } from '../functions/support/mutations.ts';
import type { Product } from './support/product.ts';
import { useProduct } from './support/use-product.ts';

const requestsPerDialect = 100;
const requestTimeoutMs = 30_000;
const timeoutMs = 90_000;

const getProduct = useProduct();
let product: Product;

beforeAll(async () => {
  product = await getProduct();
}, timeoutMs);

async function send(
  { path }: FuzzedDialect,
  { type, content, headers = {} }: FuzzedBody,
): Promise<FuzzedAnswer> {
  const response = await fetch(product.url + path, {
    method: 'POST',
    headers: { 'content-type': type, 'azureml-model-deployment': 'churn', ...headers },
    body: new Uint8Array(content),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}

const answerAll = (dialect: FuzzedDialect): Promise<FuzzedAnswer[]> =>
  Promise.all(dialect.bodies.map((body) => send(dialect, body)));

describe.each(fuzzedDialects.map((dialect) => [dialect.name, dialect] as const))('%s', (_name, dialect) => {
  test(
    'answers soundly whatever it is sent, and valid requests as before',
    async () => {
      const before = await answerAll(dialect);
      expect(before.map(({ status }) => status)).toEqual(dialect.bodies.map(() => 200));
      for (const [, content] of jsonCorpus) {
        const answer = await send(dialect, { type: 'application/json', content });
        expect(findFault(dialect, answer)).toBeUndefined();
      }
      await fc.assert(
        fc.asyncProperty(arbitraryRequest(dialect), async (request) => {
          expect(findFault(dialect, await send(dialect, request))).toBeUndefined();
        }),
        { numRuns: requestsPerDialect },
      );
      expect(await answerAll(dialect)).toEqual(before);
    },
    timeoutMs,
  );
});

describe('the description of the running app', () => {
  interface Description {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }

  test(
    'tells each method that a path allows, and no other',
    async () => {
      const { paths } = (await (await fetch(`${product.url}/openapi.json`)).json()) as Description;
      const told = Object.entries(paths).map(([path, methods]) => [path, toAllowed(Object.keys(methods))]);
      const allowed = await Promise.all(
        Object.keys(paths).map(async (path) => [path, await askAllowed(path)]),
      );
      expect(told).toEqual(allowed);
    },
    timeoutMs,
  );

  const toAllowed = (methods: readonly string[]): string[] =>
    [...methods.map((method) => method.toUpperCase()), ...(methods.includes('get') ? ['HEAD'] : [])].sort();

  /** No path has PUT and PATCH both: one of the two is told which methods there are. */
  async function askAllowed(path: string): Promise<string[]> {
    const url = product.url + path.replaceAll(/\{\w+\}/g, 'none');
    const method = path === '/jobs/{id}' ? 'PUT' : 'PATCH';
    const response = await fetch(url, { method });
    return (response.headers.get('allow') ?? '').split(', ').sort();
  }
});
