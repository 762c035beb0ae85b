import { InferenceSession } from 'onnxruntime-node';
import { firstWeek, type SalesSeries, toDate } from './sales.ts';
import { historyLength, horizon } from './shape.ts';
import { type Origin, soldIn, toOrigins, toTensors } from './windows.ts';

/** The last week from which all four weeks to come are planned. */
const lastWeek = 156;
const samples = 6;

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(model: Uint8Array, all: readonly SalesSeries[]): Promise<string> {
  const every = Math.floor(all.length / samples);
  const chosen = all.filter((_, k) => k % every === 0).slice(0, samples);
  const origins = toOrigins(chosen, lastWeek, lastWeek);
  const session = await InferenceSession.create(model);
  const outputs = await session.run(toTensors(origins));
  const read = (name: string, index: number) =>
    Array.from({ length: horizon }, (_, step) => Number(outputs[name]?.data[index * horizon + step]));
  const golden = origins.map((origin, index) => ({
    record: toRecord(origin),
    prediction: {
      forecast: read('forecast', index),
      lower: read('lower', index),
      upper: read('upper', index),
      week_start: Array.from({ length: horizon }, (_, step) => toDate(lastWeek + step + 1)),
    },
  }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}

function toRecord({ series, week }: Origin) {
  const { store, brand, ounces, price, deal, featureAd } = series;
  const known = Array.from({ length: historyLength }, (_, k) => week - historyLength + 1 + k).filter(
    (one) => soldIn(series, one) > 0,
  );
  const next = Array.from({ length: horizon }, (_, k) => week + 1 + k);
  const pick = (list: Float32Array, wanted: readonly number[]) =>
    wanted.map((one) => toShort(list[one - firstWeek] ?? NaN));
  return {
    store: Number(store),
    brand,
    week_start: known.map(toDate),
    ounces: pick(ounces, known),
    price_per_oz: pick(price, known),
    deal: pick(deal, known),
    feature_ad: pick(featureAd, known),
    future: {
      price_per_oz: pick(price, next),
      deal: pick(deal, next),
      feature_ad: pick(featureAd, next),
    },
  };
}

/** The data has six digits after the point; float32 shows more. */
function toShort(value: number): number {
  return Number(value.toPrecision(7));
}
