import { Tensor } from 'onnxruntime-node';
import { firstWeek, type SalesSeries, weeks } from './sales.ts';
import { historyLength, horizon } from './shape.ts';

/** A series and the last week that is known of it. */
export interface Origin {
  readonly series: SalesSeries;
  readonly week: number;
}

/** Every series at every week of a span at which something was sold. */
export function toOrigins(all: readonly SalesSeries[], from: number, to: number): readonly Origin[] {
  const span = Array.from({ length: to - from + 1 }, (_, k) => from + k);
  return all.flatMap((series) =>
    span.filter((week) => soldIn(series, week) > 0).map((week) => ({ series, week })),
  );
}

/** Ounces sold; NaN for a week that is not in the data. */
export function soldIn({ ounces }: SalesSeries, week: number): number {
  return ounces[week - firstWeek] ?? NaN;
}

/** The inputs of the graph for some origins: what was until then, and what is planned for the weeks after. */
export function toTensors(origins: readonly Origin[]): Record<'history' | 'future' | 'brand', Tensor> {
  const history = new Float32Array(origins.length * historyLength * 4);
  const future = new Float32Array(origins.length * horizon * 3);
  origins.forEach(({ series, week }, index) => {
    const { ounces, price, deal, featureAd } = series;
    const next = week - firstWeek + 1;
    const past = { start: next - historyLength, length: historyLength };
    history.set(interleave([ounces, price, deal, featureAd], past), index * historyLength * 4);
    future.set(interleave([price, deal, featureAd], { start: next, length: horizon }), index * horizon * 3);
  });
  const brands = origins.map(({ series }) => series.brand);
  return {
    history: new Tensor('float32', history, [origins.length, historyLength, 4]),
    future: new Tensor('float32', future, [origins.length, horizon, 3]),
    brand: new Tensor('string', brands, [origins.length, 1]),
  };
}

function interleave(
  lists: readonly Float32Array[],
  { start, length }: { start: number; length: number },
): Float32Array {
  return Float32Array.from({ length: length * lists.length }, (_, k) => {
    const at = start + Math.floor(k / lists.length);
    return at < 0 || at >= weeks ? NaN : (lists[k % lists.length]?.[at] ?? NaN);
  });
}
