import { toCount, toFigure } from '../to-figure.ts';

export interface Bins {
  /** One more than counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const size = { width: 640, height: 180, foot: 22 } as const;
const namespace = 'http://www.w3.org/2000/svg';

/** A histogram as a picture of bars, each with its range and count as a tip. */
export function drawHistogram(name: string, { edges, counts }: Bins): HTMLElement {
  const picture = svg('svg', { viewBox: `0 0 ${size.width} ${size.height + size.foot}`, role: 'img' });
  picture.setAttribute('aria-label', describe(name, { edges, counts }));
  const most = Math.max(1, ...counts);
  const step = size.width / Math.max(1, counts.length);
  for (const [k, count] of counts.entries()) {
    const height = (count / most) * size.height;
    const bar = svg('rect', {
      x: String(k * step + 1),
      y: String(size.height - height),
      width: String(Math.max(1, step - 2)),
      height: String(height),
    });
    bar.append(
      svg('title', {}, `${toFigure(edges[k] ?? 0)} to ${toFigure(edges[k + 1] ?? 0)}: ${toCount(count)}`),
    );
    picture.append(bar);
  }
  picture.append(
    toLabel(edges[0] ?? 0, 0, 'start'),
    toLabel(edges[Math.floor(edges.length / 2)] ?? 0, size.width / 2, 'middle'),
    toLabel(edges.at(-1) ?? 0, size.width, 'end'),
  );
  const figure = document.createElement('figure');
  figure.className = 'histogram';
  figure.append(picture);
  return figure;
}

function describe(name: string, { edges, counts }: Bins): string {
  const most = Math.max(...counts);
  const at = counts.indexOf(most);
  const range = `${toFigure(edges[at] ?? 0)} to ${toFigure(edges[at + 1] ?? 0)}`;
  const span = `${toFigure(edges[0] ?? 0)} to ${toFigure(edges.at(-1) ?? 0)}`;
  return `Histogram of ${name} from ${span}; the most, ${toCount(most)}, are from ${range}`;
}

function toLabel(value: number, x: number, anchor: string): SVGElement {
  const place = { x: String(x), y: String(size.height + size.foot - 6), 'text-anchor': anchor };
  return svg('text', place, toFigure(value));
}

function svg(tag: string, attributes: Readonly<Record<string, string>>, text = ''): SVGElement {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  if (!(made instanceof SVGElement)) throw new Error(`Cannot draw a ${tag}`);
  return made;
}
