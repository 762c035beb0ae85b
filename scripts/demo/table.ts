/** Lays rows out in columns, whole numbers to the right. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const toCell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return /^\d+$/.test(text) ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => `  ${row.map(toCell).join('  ')}`.trimEnd()).join('\n');
}

/** Shows a line that changes: in place on a terminal, else a line each time that it says something new. */
export function createProgressLine(out: NodeJS.WriteStream): {
  show: (text: string) => void;
  end: () => void;
} {
  let shown = '';
  return {
    show: (text) => {
      if (text === shown) return;
      shown = text;
      out.write(out.isTTY ? `\r\u001b[K  ${text}` : `  ${text}\n`);
    },
    end: () => {
      if (out.isTTY) out.write('\n');
    },
  };
}
