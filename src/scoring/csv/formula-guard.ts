import { parseDecimalText } from './csv-number.ts';
import type { PredictionValues } from '../predictions.ts';

/** What spreadsheets take for a formula, or drop before one (OWASP, "CSV Injection"). */
const startsFormula = /^[=+\-@\t\r]/;

/** The same values, but texts that a spreadsheet would run as a formula begin with an apostrophe; numbers stay as they are. */
export function guardFormulas(values: PredictionValues): PredictionValues {
  return isTexts(values) ? values.map(guardFormula) : values;
}

/** A text as a spreadsheet shows it instead of running it. */
export function guardFormula(text: string): string {
  const isHarmless = !startsFormula.test(text) || parseDecimalText(text) !== undefined;
  return isHarmless ? text : `'${text}`;
}

function isTexts(values: PredictionValues): values is readonly string[] {
  return Array.isArray(values) && (values.length === 0 || typeof values[0] === 'string');
}
