import { createHash } from 'node:crypto';
import { ScoringError } from '../scoring/scoring-error.ts';

/** No part of a blob's name may end in a dot. */
const jobIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?<!\.)$/;
const modelInIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,54}$/;

/** `<model>-` and 24 hex digits of what identifies the source: the same event gives the same id, whoever noticed it. */
export function toJobId(model: string, source: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 24);
  return `${modelInIdPattern.test(model) ? model : 'unknown'}-${hash}`;
}

export function isJobId(text: string): boolean {
  return jobIdPattern.test(text);
}

/** Checks the id that a caller chose for a job: it becomes a part of blob names and URLs. */
export function parseJobId(text: string): string {
  if (isJobId(text)) return text;
  const rule =
    'expected up to 80 letters, digits, dots, dashes and underscores, a letter or digit first and no dot last';
  throw new ScoringError('InvalidRequest', `Cannot name a job ${JSON.stringify(text)}: ${rule}`);
}
