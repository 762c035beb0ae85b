import { element } from '../dom.ts';

/** A bar that fills this share, 0 to 1, of its width; the figure beside it tells the same. */
export function toBar(share: number): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.inlineSize = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return element('span', { class: 'bar-room' }, bar);
}
