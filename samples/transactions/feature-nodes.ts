import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../onnx-writer.ts';

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** What trees are told of an order; each is [N, 1] in the graph. */
export const features = [
  'lines',
  'units',
  'value',
  'max_line_value',
  'mean_price',
  'max_price',
  'max_quantity',
  'hour',
  'weekday',
  'is_uk',
  'customer_orders',
  'customer_cancellations',
  'cancel_rate',
  'days_since_last',
  'value_vs_mean',
  'new_products',
  'postage',
  'manual',
] as const;

const node = (operator: string, inputs: string[], output: string, attributes: Attributes = {}): OnnxNode => ({
  operator,
  inputs,
  outputs: [output],
  attributes,
});

const toFloat: Attributes = { to: { int: 1 } };
/** Over the lines of an order, which are filled up with quantity 0. */
const max = (input: string, output: string) =>
  node('ReduceMax', [input], output, { axes: { ints: [1] }, keepdims: { int: 1 } });
const sum = (input: string, output: string) =>
  node('ReduceSum', [input, 'lineAxis'], output, { keepdims: { int: 1 } });

const ofLines: readonly OnnxNode[] = [
  node('Equal', ['quantities', 'zero'], 'isFill'),
  node('Not', ['isFill'], 'isLine'),
  node('Cast', ['isLine'], 'lineMarks', toFloat),
  sum('lineMarks', 'lines'),
  sum('quantities', 'units'),
  node('Mul', ['quantities', 'unit_prices'], 'lineValues'),
  sum('lineValues', 'value'),
  max('lineValues', 'max_line_value'),
  node('Mul', ['unit_prices', 'lineMarks'], 'linePrices'),
  sum('linePrices', 'priceSum'),
  node('Div', ['priceSum', 'lines'], 'mean_price'),
  max('linePrices', 'max_price'),
  max('quantities', 'max_quantity'),
];

/** Hour of the day, and day of the week from Sunday = 0: 1970 began on a Thursday. */
const ofTime: readonly OnnxNode[] = [
  node('Div', ['ordered_at', 'secondsPerHour'], 'hours'),
  node('Floor', ['hours'], 'wholeHours'),
  node('Mod', ['wholeHours', 'hoursPerDay'], 'hourOfDay', { fmod: { int: 1 } }),
  node('Cast', ['hourOfDay'], 'hour', toFloat),
  node('Div', ['ordered_at', 'secondsPerDay'], 'days'),
  node('Floor', ['days'], 'wholeDays'),
  node('Add', ['wholeDays', 'thursday'], 'daysFromSunday'),
  node('Mod', ['daysFromSunday', 'daysPerWeek'], 'dayOfWeek', { fmod: { int: 1 } }),
  node('Cast', ['dayOfWeek'], 'weekday', toFloat),
  node('Sub', ['ordered_at', 'last_ordered_at'], 'secondsSinceLast'),
  node('Div', ['secondsSinceLast', 'secondsPerDay'], 'daysSinceLast'),
  node('Cast', ['daysSinceLast'], 'days_since_last', toFloat),
];

/** 1 for some texts, 0 for all others. */
const mark = (input: string, texts: readonly string[], output: string): OnnxNode => ({
  ...node('LabelEncoder', [input], output, {
    keys_strings: { strings: texts },
    values_floats: { floats: texts.map(() => 1) },
    default_float: { float: 0 },
  }),
  domain: 'ai.onnx.ml',
});

const ofTexts: readonly OnnxNode[] = [
  mark('country', ['United Kingdom'], 'is_uk'),
  mark('products', ['POST'], 'postageLines'),
  max('postageLines', 'postage'),
  mark('products', ['M'], 'manualLines'),
  max('manualLines', 'manual'),
];

/** Of a customer without orders a rate and a mean say nothing: NaN. */
const ofCustomer: readonly OnnxNode[] = [
  node('Greater', ['customer_orders', 'zero'], 'isKnown'),
  node('Where', ['isKnown', 'customer_orders', 'nan'], 'ordersOrNone'),
  node('Div', ['customer_cancellations', 'ordersOrNone'], 'cancel_rate'),
  node('Div', ['customer_value', 'ordersOrNone'], 'meanValue'),
  node('Div', ['value', 'meanValue'], 'value_vs_mean'),
];

/** From the fields of orders to `features` [N, F]. */
export const featureNodes: readonly OnnxNode[] = [
  ...ofLines,
  ...ofTime,
  ...ofTexts,
  ...ofCustomer,
  node('Concat', [...features], 'features', { axis: { int: 1 } }),
];

const double = (name: string, value: number): OnnxTensor => ({
  name,
  type: 'double',
  dims: [1],
  values: [value],
});

export const featureConstants: readonly OnnxTensor[] = [
  { name: 'zero', type: 'float', dims: [1], values: [0] },
  { name: 'nan', type: 'float', dims: [1], values: [NaN] },
  { name: 'lineAxis', type: 'int64', dims: [1], values: [1] },
  double('secondsPerHour', 3600),
  double('secondsPerDay', 86_400),
  double('hoursPerDay', 24),
  double('daysPerWeek', 7),
  double('thursday', 4),
];
