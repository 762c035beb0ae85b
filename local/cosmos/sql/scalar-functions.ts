import { isJsonArray, isJsonObject } from '../json.ts';
import type { Json } from '../json.ts';
import type { Value } from './values.ts';
import { equalValues } from './values.ts';

type ScalarFunction = (...args: readonly Value[]) => Value;

const onText =
  (apply: (text: string) => Value): ScalarFunction =>
  (text) =>
    typeof text === 'string' ? apply(text) : undefined;

const onNumber =
  (apply: (number: number) => number): ScalarFunction =>
  (number) =>
    typeof number === 'number' ? apply(number) : undefined;

/** A test of one text by another; a third argument `true` ignores case. */
const onTexts =
  (test: (text: string, part: string) => boolean): ScalarFunction =>
  (text, part, ignoreCase) => {
    if (typeof text !== 'string' || typeof part !== 'string') return undefined;
    return ignoreCase === true ? test(text.toLowerCase(), part.toLowerCase()) : test(text, part);
  };

const functions: Readonly<Record<string, ScalarFunction>> = {
  IS_DEFINED: (value) => value !== undefined,
  IS_NULL: (value) => (value === undefined ? undefined : value === null),
  IS_STRING: (value) => typeof value === 'string',
  IS_NUMBER: (value) => typeof value === 'number',
  IS_BOOL: (value) => typeof value === 'boolean',
  IS_ARRAY: (value) => isJsonArray(value),
  IS_OBJECT: (value) => isJsonObject(value),
  STARTSWITH: onTexts((text, part) => text.startsWith(part)),
  ENDSWITH: onTexts((text, part) => text.endsWith(part)),
  CONTAINS: onTexts((text, part) => text.includes(part)),
  STRINGEQUALS: onTexts((text, part) => text === part),
  LOWER: onText((text) => text.toLowerCase()),
  UPPER: onText((text) => text.toUpperCase()),
  LENGTH: onText((text) => text.length),
  TRIM: onText((text) => text.trim()),
  CONCAT: (...texts) => (texts.every((text) => typeof text === 'string') ? texts.join('') : undefined),
  SUBSTRING: (text, start, length) =>
    typeof text === 'string' && typeof start === 'number' && typeof length === 'number'
      ? text.slice(start, start + length)
      : undefined,
  TOSTRING: (value) => (value === undefined || typeof value === 'string' ? value : JSON.stringify(value)),
  ABS: onNumber(Math.abs),
  FLOOR: onNumber(Math.floor),
  CEILING: onNumber(Math.ceil),
  ROUND: onNumber(Math.round),
  ARRAY_LENGTH: (array) => (isJsonArray(array) ? array.length : undefined),
  ARRAY_CONTAINS: (array, value, partial) =>
    isJsonArray(array) && value !== undefined
      ? array.some((item) => contains(item, value, partial === true))
      : undefined,
  GETCURRENTDATETIME: () => new Date().toISOString(),
  GETCURRENTTIMESTAMP: () => Date.now(),
};

export function isFunctionName(name: string): boolean {
  return Object.hasOwn(functions, name);
}

export function callFunction(name: string, args: readonly Value[]): Value {
  return functions[name]?.(...args);
}

/** A partial match asks only that the object holds all properties of the one looked for. */
function contains(item: Json, value: Json, partial: boolean): boolean {
  if (!partial || !isJsonObject(item) || !isJsonObject(value)) return equalValues(item, value) === true;
  return Object.entries(value).every(([name, of]) => equalValues(item[name], of) === true);
}
