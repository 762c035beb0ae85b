/** A churn table repeated until it has `count` records, each with a key of its own. */
export function repeatTable(text: string, count: number): string {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const repeated = Array.from({ length: count }, (_, k) => {
    const line = lines[k % lines.length] ?? '';
    return `C${String(k + 1).padStart(7, '0')}${line.slice(line.indexOf(','))}`;
  });
  return [header, ...repeated, ''].join('\n');
}
