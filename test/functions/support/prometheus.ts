const sample = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;

/** The values of a Prometheus text by name and labels, as `name{a="b"}` writes them; throws for a line that is none. */
export function parsePrometheus(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const match = sample.exec(line);
      if (match === null) throw new Error(`Cannot read a metric: "${line}"`);
      const [, name = '', labels = '', value = ''] = match;
      return [labels === '' ? name : `${name}{${labels}}`, Number(value.replace('+Inf', 'Infinity'))];
    }),
  );
}
