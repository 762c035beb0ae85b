import { z } from 'zod';
import { describeProblem } from '../describe-problem.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');

const manifestSchema = z.object({
  job: z.string(),
  status: z.string(),
  records: z.object({ total: count, succeeded: count, failed: count }),
  outputs: z.object({
    predictions: z
      .object({
        file: z.string().regex(/^[\w.-]+$/, 'expected the name of a file'),
        etag: z.string(),
        bytes: count,
        partsSha256: sha256,
        parts: z.array(z.object({ chunk: count, bytes: count, sha256 })),
      })
      .exactOptional(),
    errors: z.object({
      file: z.string().regex(/^[\w.-]+$/, 'expected the name of a file'),
      bytes: count,
      sha256,
    }),
  }),
});

/** Of a job's manifest, what proves its outputs. */
export type JobProof = Readonly<z.infer<typeof manifestSchema>>;

/** Parses a manifest.json; fails with InvalidInput, naming the first fault. */
export function parseManifest(text: string): JobProof {
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ScoringError('InvalidInput', `Cannot read the manifest: ${describeProblem(parsed.error)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ScoringError('InvalidInput', 'Cannot read the manifest: it is not JSON', { cause });
  }
}
