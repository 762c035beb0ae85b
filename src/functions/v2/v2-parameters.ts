import { ScoringError } from '../../scoring/scoring-error.ts';

/** The parameters object of a request, an input or an output. */
export interface Parameters {
  readonly readBoolean: (name: string) => boolean | undefined;
  readonly readNumber: (name: string) => number | undefined;
}

export function refuse(what: string): ScoringError {
  return new ScoringError('InvalidRequest', `Cannot read the request: ${what}`);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const noParameters: Parameters = { readBoolean: () => undefined, readNumber: () => undefined };

/** Reads an object of texts, numbers and booleans; `place` says where it is, for messages. Names that mean nothing here are passed over. */
export function readParameters(value: unknown, place: string): Parameters {
  if (value === undefined || value === null) return noParameters;
  if (!isObject(value)) throw refuse(`${place} are not an object`);
  const wrong = Object.keys(value).find((name) => !isParameter(value[name]));
  if (wrong !== undefined)
    throw refuse(`${place} hold ${JSON.stringify(wrong)}, which is no text, number or boolean`);
  const read = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  return {
    readBoolean: (name) => {
      const found = read(name);
      if (found === undefined || typeof found === 'boolean') return found;
      throw refuse(`${JSON.stringify(name)} in ${place} is not true or false`);
    },
    readNumber: (name) => {
      const found = read(name);
      if (found === undefined || typeof found === 'number') return found;
      throw refuse(`${JSON.stringify(name)} in ${place} is not a number`);
    },
  };
}

/** A bigint is a number that is written in many digits. */
const isParameter = (value: unknown): boolean =>
  ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
