import { parseJsonColumns } from '../../scoring/json/json-columns.ts';
import { parseJsonList, parseJsonSplit } from '../../scoring/json/json-list.ts';
import { parseJsonObjects } from '../../scoring/json/json-records.ts';
import type { ParseJsonOptions } from '../../scoring/json/json-source.ts';
import { isJsonObject, type JsonObject, toInvalidRequest } from '../../scoring/json/json-value.ts';
import type { Records } from '../../scoring/records.ts';

const forms = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
type Form = (typeof forms)[number];
const languageModelKeys = ['messages', 'prompt', 'input'];
const maxShownNames = 10;

/** Reads the JSON of an invocation: an object with exactly one of the four forms, and perhaps `params`, which no model here has. */
export function parseMlflowRecords(body: unknown, options: ParseJsonOptions): Records {
  if (!isJsonObject(body))
    throw toInvalidRequest(`${expectation}; it is ${Array.isArray(body) ? 'an array' : 'no object'}`);
  const form = findForm(body, options.model);
  if (body.params !== undefined && !isJsonObject(body.params))
    throw toInvalidRequest('"params" is not an object');
  return parseForm(form, body[form], options);
}

const expectation = `expected an object with exactly one of ${forms.join(', ')}`;

function findForm(body: JsonObject, model: string): Form {
  const [form, ...others] = forms.filter((name) => Object.hasOwn(body, name));
  if (form !== undefined && others.length === 0) return form;
  const known = languageModelKeys.find((name) => Object.hasOwn(body, name));
  if (form === undefined && known !== undefined) {
    const what = `"${known}" is for language models, and ${JSON.stringify(model)} is none`;
    throw toInvalidRequest(`${what}; ${expectation}`);
  }
  const names = Object.keys(body)
    .slice(0, maxShownNames)
    .map((name) => JSON.stringify(name));
  throw toInvalidRequest(`${expectation}; it has ${names.length === 0 ? 'none' : names.join(', ')}`);
}

function parseForm(form: Form, value: unknown, options: ParseJsonOptions): Records {
  switch (form) {
    case 'dataframe_split':
      if (isJsonObject(value)) return parseJsonSplit(value, form, options);
      throw toInvalidRequest(`"${form}" is not an object with "columns" and "data"`);
    case 'dataframe_records':
      if (Array.isArray(value)) return parseJsonObjects(value, options);
      throw toInvalidRequest(`"${form}" is not an array of objects`);
    case 'instances':
      if (Array.isArray(value)) return parseJsonList(value, options);
      throw toInvalidRequest(`"${form}" is not an array of records`);
    case 'inputs':
      if (Array.isArray(value)) return parseJsonList(value, options);
      if (isJsonObject(value)) return parseJsonColumns(value, options);
      throw toInvalidRequest(`"${form}" is neither an object of columns nor an array of records`);
  }
}
