import { parseJsonObjects } from '../scoring/json/json-records.ts';
import { toPredictionJson } from '../scoring/json/format-json.ts';
import type { Model } from '../scoring/model.ts';
import { toPredictions } from '../scoring/plan/to-predictions.ts';
import type { PredictionJson } from '../scoring/predictions.ts';
import type { Scorer } from '../scoring/scorer.ts';
import type { EventInputs } from './event-model.ts';

/** A reading and those before it, as many as the model looks back at. */
export interface ReadingWindow {
  readonly device: string;
  readonly value: number;
  readonly window: readonly number[];
}

export type WindowAnswer = { readonly prediction: PredictionJson } | { readonly reason: string };

const timeoutMs = 60_000;

/** Scores windows in one request, which shares its run with others that come meanwhile; one answer a window, in order. */
export async function scoreWindows(
  scorer: Pick<Scorer, 'score'>,
  { model, inputs }: { readonly model: Model; readonly inputs: EventInputs },
  windows: readonly ReadingWindow[],
): Promise<readonly WindowAnswer[]> {
  const { columns, manifest, name } = model;
  const records = parseJsonObjects(
    windows.map(({ device, value, window }) => ({
      ...(manifest.key === undefined ? {} : { [manifest.key]: device }),
      [inputs.window]: window,
      [inputs.reading]: value,
    })),
    { model: name, columns, key: manifest.key, maxRecords: windows.length },
  );
  const scored = await scorer.score(model, records, { signal: AbortSignal.timeout(timeoutMs) });
  const answers = windows.map((): WindowAnswer => ({ reason: 'Cannot score the reading: it got no answer' }));
  toPredictionJson(toPredictions(model.plan, scored)).forEach((prediction, k) => {
    answers[(scored.records.rows[k] ?? 0) - 1] = { prediction };
  });
  for (const { row, message } of scored.records.errors) answers[row - 1] = { reason: message };
  return answers;
}
