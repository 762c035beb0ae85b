/** Line charts over uPlot: several series over one axis, a band between two bounds, a legend, and the same in words. */
import uPlot from 'uplot';
import { describeChart } from './chart-text.ts';
import { onColorScheme, resolveColor } from './colors.ts';

export type Values = readonly (number | null)[];

export interface Line {
  readonly label: string;
  /** One an x; null where there is none. */
  readonly values: Values;
  /** A color of the style sheet, e.g. `--accent`. */
  readonly color: string;
  readonly dashed?: boolean;
}

export interface Band {
  readonly label: string;
  readonly lower: Values;
  readonly upper: Values;
  readonly color: string;
}

export interface ChartData {
  readonly title: string;
  /** What the values count, e.g. `ounces`. */
  readonly unit: string;
  /** Ascending. */
  readonly x: readonly number[];
  /** The text of an x, in the axis, the legend and the description; the number itself where not given. */
  readonly toText?: (x: number) => string;
  readonly lines: readonly Line[];
  readonly band?: Band;
}

export interface Chart {
  /** Draws other data in the same place. */
  readonly show: (data: ChartData) => void;
  /** Where a value is drawn, in CSS pixels from the top left of the plotting area, the element `.u-over`. */
  readonly positionOf: (x: number, value: number) => { readonly left: number; readonly top: number };
  readonly close: () => void;
}

const heightPx = 360;
/** Of the longest text of an axis, a date. */
const labelSpacePx = 90;

/** Draws a chart into an element, as wide as that is. */
export function createChart(place: HTMLElement, first: ChartData): Chart {
  const ending = new AbortController();
  let data = first;
  let plot = draw(place, data);
  const redraw = (): void => {
    plot.destroy();
    plot = draw(place, data);
  };
  const resizes = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: heightPx }));
  resizes.observe(place);
  onColorScheme(redraw, ending.signal);
  return {
    show: (next) => {
      data = next;
      redraw();
    },
    positionOf: (x, value) => ({ left: plot.valToPos(x, 'x'), top: plot.valToPos(value, 'y') }),
    close: () => {
      ending.abort();
      resizes.disconnect();
      plot.destroy();
    },
  };
}

function draw(place: HTMLElement, data: ChartData): uPlot {
  place.classList.add('chart');
  const plot = new uPlot(toOptions(data, place.clientWidth), toColumns(data), place);
  plot.root.setAttribute('role', 'img');
  plot.root.setAttribute('aria-label', describeChart(data));
  return plot;
}

function toColumns({ x, lines, band }: ChartData): uPlot.AlignedData {
  const bounds = band === undefined ? [] : [band.upper, band.lower];
  return [[...x], ...[...bounds, ...lines.map(({ values }) => values)].map((values) => [...values])];
}

function toOptions(data: ChartData, width: number): uPlot.Options {
  const { title, unit, band, lines, toText = String } = data;
  const axis = { stroke: resolveColor('--quiet'), grid: { stroke: resolveColor('--line'), width: 1 } };
  return {
    title,
    width,
    height: heightPx,
    scales: { x: { time: false } },
    series: [
      { label: 'at', value: (_, x: number | null) => (x === null ? '' : toText(x)) },
      ...(band === undefined ? [] : toBounds(band)),
      ...lines.map(toSeries),
    ],
    ...(band !== undefined && { bands: [{ series: [1, 2], fill: resolveColor(band.color, 0.2) }] }),
    axes: [
      { ...axis, space: labelSpacePx, values: (_, splits) => splits.map(toText) },
      { ...axis, label: unit, size: 90 },
    ],
  };
}

function toSeries({ label, color, dashed = false }: Line): uPlot.Series {
  return {
    label,
    stroke: resolveColor(color),
    width: 2,
    spanGaps: false,
    ...(dashed && { dash: [6, 4] }),
  };
}

function toBounds({ label, color }: Band): readonly uPlot.Series[] {
  const stroke = resolveColor(color, 0.35);
  return [`${label}, upper`, `${label}, lower`].map((bound) => ({ label: bound, stroke, width: 1 }));
}
