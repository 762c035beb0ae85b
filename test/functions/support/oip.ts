import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';

const file = path.join(import.meta.dirname, '../../specs/open_inference_rest.yaml');

const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const document = description.parse(parse(readFileSync(file, 'utf8')));
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'oip', components: document.components });

export type OipSchema =
  | 'metadata_server_response'
  | 'metadata_model_response'
  | 'metadata_model_error_response'
  | 'inference_request'
  | 'inference_response'
  | 'inference_error_response';

/** Expects a value to be as the published description of the Open Inference Protocol says. */
export function expectOip(schema: OipSchema, value: unknown): void {
  const validate: ValidateFunction = ajv.compile({ $ref: `oip#/components/schemas/${schema}` });
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

/** The paths of the description with parameters as our routes write them, and the methods of each. */
export const oipPaths: readonly (readonly [string, readonly string[]])[] = Object.entries(document.paths).map(
  ([place, operations]) => [
    place.replaceAll('${MODEL_NAME}', '{model}').replaceAll('${MODEL_VERSION}', '{version}'),
    Object.keys(operations).filter((method) => ['get', 'post'].includes(method)),
  ],
);
