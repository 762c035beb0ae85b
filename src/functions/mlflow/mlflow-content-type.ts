import { ScoringError } from '../../scoring/scoring-error.ts';
import type { WebRequest } from '../http/web-request.ts';

const types = ['application/json', 'text/csv'] as const;
export type MlflowContentType = (typeof types)[number];

/** Reads a content type as strictly as MLflow: no parameter but `charset`, and that utf-8; fails with UnsupportedMediaType. */
export function parseMlflowContentType({ headers }: Pick<WebRequest, 'headers'>): MlflowContentType {
  const header = headers.get('content-type') ?? '';
  const [name = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const type = types.find((known) => known === name);
  if (type === undefined) throw refuse(`its content type is "${header}", expected ${types.join(' or ')}`);
  for (const parameter of parameters) {
    const [key = '', value = ''] = parameter.split('=', 2).map((part) => part.trim());
    if (key !== 'charset')
      throw refuse(`its content type has the parameter "${key}", expected charset alone`);
    if (value.replace(/^"(.*)"$/, '$1') !== 'utf-8')
      throw refuse(`its charset is "${value}", expected utf-8`);
  }
  return type;
}

function refuse(reason: string): ScoringError {
  return new ScoringError('UnsupportedMediaType', `Cannot read the request: ${reason}`);
}
