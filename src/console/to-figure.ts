/** Figures as they are read. */
export function toCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** To three digits. */
export function toFigure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2);
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: Math.max(3, Math.ceil(Math.log10(size))),
  });
}

export function toPercent(share: number): string {
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`;
}

export function toDuration(seconds: number): string {
  if (seconds < 60) return `${toFigure(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** In the reader's own time. */
export function toMoment(iso: string): string {
  return iso === '' ? '' : new Date(iso).toLocaleString();
}
