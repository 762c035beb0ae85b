import { z } from 'zod';
import { manifestSchema } from './model-manifest.ts';

/** The JSON Schema of model.json, for editors; `models/model.schema.json` is this, written out. */
export function toManifestJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(manifestSchema, { target: 'draft-7', io: 'input' });
}
