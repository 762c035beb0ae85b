import type { HistogramState } from './histogram.ts';
import type { Labels, MetricFamily } from './metric-family.ts';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in the text format of Prometheus, version 0.0.4; one without values is left out. */
export function toPrometheusText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map((family) => [...toHead(family), ...toLines(family), ''].join('\n'))
    .join('');
}

function toHead({ name, help, type }: MetricFamily): readonly string[] {
  return [`# HELP ${name} ${escape(help)}`, `# TYPE ${name} ${type}`];
}

function toLines(family: MetricFamily): readonly string[] {
  const { name } = family;
  return family.type === 'histogram'
    ? family.samples.flatMap(({ labels, value }) => toBuckets(name, labels, value))
    : family.samples.map(({ labels, value }) => toLine(name, labels, value));
}

/** Each bucket counts those below it, too. */
function toBuckets(name: string, labels: Labels, { bounds, counts, sum }: HistogramState): readonly string[] {
  let count = 0;
  const buckets = counts.map((found, k) => {
    count += found;
    return toLine(`${name}_bucket`, { ...labels, le: toNumber(bounds[k] ?? Infinity) }, count);
  });
  return [...buckets, toLine(`${name}_sum`, labels, sum), toLine(`${name}_count`, labels, count)];
}

function toLine(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${toNumber(value)}`;
}

function toNumber(value: number): string {
  return value === Infinity ? '+Inf' : String(value);
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escape(text).replaceAll('"', '\\"');
}
