import type { Finding, ModelReport } from '../scoring/repository/model-check.ts';

const marks: Readonly<Record<Finding['level'], string>> = { ok: 'ok', note: 'note', problem: 'PROBLEM' };
const indent = ' '.repeat(9);

/** A report as lines: what was found, what to do about it, and the verdict. */
export function formatReport({ findings, fits }: ModelReport): readonly string[] {
  const count = findings.filter(({ level }) => level === 'problem').length;
  const problems = count === 1 ? 'a problem' : `${count} problems`;
  return [
    ...findings.flatMap(formatFinding),
    fits ? 'The model fits' : `The model does not fit: ${problems}`,
  ];
}

function formatFinding({ level, message, fix }: Finding): readonly string[] {
  const line = `${marks[level].padEnd(indent.length)}${message}`;
  return fix === undefined ? [line] : [line, `${indent}  -> ${fix}`];
}
