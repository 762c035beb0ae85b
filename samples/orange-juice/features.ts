import type { GraphBuilder } from '../graph-builder.ts';
import { historyLength, horizon } from './shape.ts';

export interface Features {
  /** [4N, F]: a row a series and step, the steps of a series together. */
  readonly features: string;
  /** [N, 1]: logarithm of what a series sells in a week without advertising. */
  readonly level: string;
  readonly count: number;
}

/** A column of the history: what is known of it, 0 elsewhere, and where it is known, 1 or 0; both [N, L]. */
interface Known {
  readonly values: string;
  readonly mask: string;
}

/** Below this share of advertising a week counts as plain. */
const advertised = 0.2;
const usualLog = 9;
/** Weeks that are looked at one by one. */
const lags = 4;
const usualElasticity = -2;

/** Adds what the trees look at, made of the inputs `history`, `future` and `brand`; all of it inside the graph. */
export function addFeatures(builder: GraphBuilder, brands: readonly string[]): Features {
  const past = addPast(builder);
  const { level, perSeries } = addSeriesFeatures(builder, past, brands);
  const perStep = addStepFeatures(builder, past, level);
  const { apply, floats, ints } = builder;
  const zeros = floats(new Array<number>(horizon).fill(0), [1, horizon, 1]);
  const spread = apply('Add', [apply('Unsqueeze', [perSeries.values, ints([1])]), zeros]);
  const all = apply('Concat', [spread, ...perStep], { axis: { int: 2 } });
  const count = perSeries.count + perStep.length;
  return { features: apply('Reshape', [all, ints([-1, count])]), level, count };
}

interface Past {
  readonly sales: Known;
  readonly price: Known;
  readonly deal: Known;
  readonly ad: Known;
  /** 1 in weeks with advertising, 0 in plain ones. */
  readonly promoted: string;
  readonly slope: string;
  /** Weighted means [N, 1] that the slope goes through. */
  readonly center: { readonly price: string; readonly sales: string };
}

function addPast(builder: GraphBuilder): Past {
  const { apply, floats } = builder;
  const sales = addKnown(builder, 0, 1);
  const price = addKnown(builder, 1, 1e-4);
  const deal = addKnown(builder, 2);
  const ad = addKnown(builder, 3);
  const promoted = apply('Cast', [apply('Greater', [ad.values, floats([advertised])])], { to: { int: 1 } });
  return { sales, price, deal, ad, promoted, ...addSlope(builder, sales, price) };
}

/** A column of the history; its logarithm, of numbers not below `least`, where that is given. */
function addKnown({ apply, floats, ints }: GraphBuilder, column: number, least?: number): Known {
  const whole = apply('Slice', ['history', ints([column]), ints([column + 1]), ints([2])]);
  const values = apply('Squeeze', [whole, ints([2])]);
  const unknown = apply('IsNaN', [values]);
  const mask = apply('Cast', [apply('Not', [unknown])], { to: { int: 1 } });
  const filled = apply('Where', [unknown, floats([least ?? 0]), values]);
  if (least === undefined) return { values: filled, mask };
  const logs = apply('Log', [apply('Max', [filled, floats([least])])]);
  return { values: apply('Mul', [logs, mask]), mask };
}

/** Weights [L, 1] that fall by `rate` a week from the last week back. */
function addDecay({ floats }: GraphBuilder, rate: number): string {
  const weights = Array.from({ length: historyLength }, (_, k) => rate ** (historyLength - 1 - k));
  return floats(weights, [historyLength, 1]);
}

/** Weighted mean [N, 1] of what is known, pulled to `prior` as if that had been seen `strength` times. */
function addMean(
  { apply, floats }: GraphBuilder,
  { values, mask }: Known,
  { weights, prior, strength }: { weights: string; prior: string; strength: number },
): string {
  const sum = apply('Add', [apply('MatMul', [values, weights]), apply('Mul', [prior, floats([strength])])]);
  return apply('Div', [sum, apply('Add', [apply('MatMul', [mask, weights]), floats([strength])])]);
}

/** How the sales of a series went with its price, in logarithms. */
function addSlope(builder: GraphBuilder, sales: Known, price: Known): Pick<Past, 'slope' | 'center'> {
  const { apply, floats } = builder;
  const mask = apply('Mul', [sales.mask, price.mask]);
  const weights = addDecay(builder, 0.97);
  const meanOf = ({ values }: Known, prior: number) =>
    addMean(
      builder,
      { values: apply('Mul', [values, mask]), mask },
      { weights, prior: floats([prior]), strength: 0.01 },
    );
  const center = { price: meanOf(price, -3), sales: meanOf(sales, usualLog) };
  const x = apply('Mul', [apply('Sub', [price.values, center.price]), mask]);
  const y = apply('Mul', [apply('Sub', [sales.values, center.sales]), mask]);
  const both = apply('MatMul', [apply('Mul', [x, y]), weights]);
  const square = apply('MatMul', [apply('Mul', [x, x]), weights]);
  const prior = 0.1;
  const slope = apply('Div', [
    apply('Add', [both, floats([prior * usualElasticity])]),
    apply('Add', [square, floats([prior])]),
  ]);
  return { slope, center };
}

function addSeriesFeatures(builder: GraphBuilder, past: Past, brands: readonly string[]) {
  const { apply, floats } = builder;
  const { sales, price, deal, ad, promoted, slope } = past;
  const within = ({ values, mask }: Known, where: string): Known => ({
    values: apply('Mul', [values, where]),
    mask: apply('Mul', [mask, where]),
  });
  const mean = (known: Known, rate: number, prior: string, strength = 0.3) =>
    addMean(builder, known, { weights: addDecay(builder, rate), prior, strength });
  const overall = mean(sales, 0.98, floats([usualLog]), 0.01);
  const plain = within(sales, apply('Sub', [floats([1]), promoted]));
  const level = mean(plain, 0.85, overall);
  const relative = (value: string) => apply('Sub', [value, level]);
  const promotedSales = within(sales, promoted);
  const values = [
    ...[0.5, 0.8, 0.95].map((rate) => relative(mean(sales, rate, level))),
    relative(mean(plain, 0.5, level)),
    relative(mean(plain, 0.97, level)),
    relative(mean(promotedSales, 0.93, level)),
    apply('MatMul', [promotedSales.mask, addDecay(builder, 0.93)]),
    apply('MatMul', [sales.mask, addDecay(builder, 0.97)]),
    mean(ad, 0.6, floats([0]), 0.01),
    mean(ad, 0.95, floats([0]), 0.01),
    mean(deal, 0.6, floats([0]), 0.01),
    mean(deal, 0.95, floats([0]), 0.01),
    level,
    mean(price, 0.95, floats([-3]), 0.01),
    slope,
    relativeLast(builder, sales, level),
    lastOf(builder, ad.values, lags),
    apply('LabelEncoder', ['brand'], toBrandCodes(brands), 'ai.onnx.ml'),
  ];
  const all = apply('Concat', values, { axis: { int: 1 } });
  return { level, perSeries: { values: all, count: values.length + 2 * (lags - 1) } };
}

/** The last weeks above the level, NaN where they are not known: [N, lags]. */
function relativeLast(builder: GraphBuilder, { values, mask }: Known, level: string): string {
  const { apply, floats } = builder;
  const isKnown = apply('Greater', [mask, floats([0])]);
  return lastOf(builder, apply('Where', [isKnown, apply('Sub', [values, level]), floats([NaN])]), lags);
}

function lastOf({ apply, ints }: GraphBuilder, values: string, count: number): string {
  return apply('Slice', [values, ints([-count]), ints([historyLength]), ints([1])]);
}

function toBrandCodes(brands: readonly string[]) {
  return {
    keys_strings: { strings: brands },
    values_floats: { floats: brands.map((_, code) => code) },
    default_float: { float: -1 },
  };
}

/** What is planned for the week of a step, and for the one before it; each [N, 4, 1]. */
function addStepFeatures(builder: GraphBuilder, past: Past, level: string): readonly string[] {
  const { apply, floats, ints } = builder;
  const planned = (column: number) => apply('Squeeze', [slice3(builder, column), ints([2])]);
  const before = (last: string, values: string) =>
    apply(
      'Concat',
      [lastOf(builder, last, 1), apply('Slice', [values, ints([0]), ints([horizon - 1]), ints([1])])],
      { axis: { int: 1 } },
    );
  const price = apply('Log', [planned(0)]);
  const deal = planned(1);
  const ad = planned(2);
  const usual = addMean(builder, past.price, {
    weights: addDecay(builder, 0.9),
    prior: past.center.price,
    strength: 0.1,
  });
  const byPrice = apply('Add', [
    past.center.sales,
    apply('Mul', [past.slope, apply('Sub', [price, past.center.price])]),
  ]);
  const none = apply('Mul', [level, floats([0])]);
  const steps = apply('Add', [none, floats([1, 2, 3, 4], [1, horizon])]);
  return [
    price,
    apply('Sub', [price, usual]),
    apply('Sub', [price, before(past.price.values, price)]),
    deal,
    before(past.deal.values, deal),
    ad,
    before(past.ad.values, ad),
    apply('Sub', [byPrice, level]),
    steps,
  ].map((feature) => apply('Unsqueeze', [feature, ints([2])]));
}

function slice3({ apply, ints }: GraphBuilder, column: number): string {
  return apply('Slice', ['future', ints([column]), ints([column + 1]), ints([2])]);
}
