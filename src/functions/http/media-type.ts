import { ScoringError } from '../../scoring/scoring-error.ts';
import type { TextEncoding } from '../../scoring/table/table-format.ts';
import type { WebRequest } from './web-request.ts';

export type Charset = TextEncoding | 'utf-16le' | 'utf-16be';

/** Latin-1 is read as Windows-1252, which has letters where Latin-1 has control characters. */
const charsets: ReadonlyMap<string, Charset> = new Map<string, Charset>([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['windows-1252', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  // A byte order mark goes before what is said here.
  ['utf-16', 'utf-16le'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
]);

/** Reads what a body is said to be, in lower case and without parameters; fails with `UnsupportedMediaType` for what is not in `offers`, or not in UTF-8: only tables come in others, too. */
export function parseContentType<const T extends string>(
  request: Pick<WebRequest, 'headers'>,
  offers: readonly T[],
): T {
  const header = request.headers.get('content-type') ?? '';
  const plain = offers.find((candidate) => candidate === header);
  if (plain !== undefined) return plain;
  const { type, parameters } = parseMediaType(header);
  const offer = offers.find((candidate) => candidate === type);
  if (offer === undefined) throw refuse(`its content type is "${header}", expected ${offers.join(' or ')}`);
  const charset = parameters.get('charset') ?? 'utf-8';
  const encoding = charsets.get(charset);
  if (encoding === undefined || (encoding !== 'utf-8' && offer !== 'text/csv')) {
    const others = offer === 'text/csv' ? ', utf-16 or windows-1252' : '';
    throw refuse(`its charset is "${charset}", expected utf-8${others}`);
  }
  return offer;
}

/** The charset that a body is said to be in; undefined where nothing is said. */
export function findCharset({ headers }: Pick<WebRequest, 'headers'>): Charset | undefined {
  const { parameters } = parseMediaType(headers.get('content-type') ?? '');
  return charsets.get(parameters.get('charset') ?? '');
}

/** The one of `offers` that the caller likes best by its Accept header; the first where it does not care, or likes none. */
export function chooseMediaType<const T extends string>(
  request: Pick<WebRequest, 'headers'>,
  offers: readonly [T, ...T[]],
): T {
  const header = request.headers.get('accept');
  if (header === null || header === '*/*') return offers[0];
  const wishes = header.split(',').map(parseMediaType);
  const weights = offers.map((offer) => weigh(offer, wishes));
  const best = Math.max(...weights);
  return offers[weights.indexOf(best)] ?? offers[0];
}

interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function parseMediaType(text: string): MediaType {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const pairs = parameters.map((parameter): [string, string] => {
    const [name = '', value = ''] = parameter.split('=');
    return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
  });
  return { type, parameters: new Map(pairs) };
}

/** The quality that the most exact of the wishes gives an offer. */
function weigh(offer: string, wishes: readonly MediaType[]): number {
  const ranges = [offer, `${offer.slice(0, offer.indexOf('/'))}/*`, '*/*'];
  const wish = ranges
    .map((range) => wishes.find(({ type }) => type === range))
    .find((found) => found !== undefined);
  return wish === undefined ? 0 : Number(wish.parameters.get('q') ?? 1);
}

function refuse(reason: string): ScoringError {
  return new ScoringError('UnsupportedMediaType', `Cannot read the request: ${reason}`);
}
