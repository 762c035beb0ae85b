import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { TaskAnswer } from './scoring-task.ts';

/** Lets the buffers of an answer move to the thread that asked, without a copy. */
export function toTransferred(answer: TaskAnswer): TaskAnswer {
  const buffers = [...findBuffers(answer)];
  if (buffers.length === 0) return answer;
  const transferred = { [transferableSymbol]: buffers, [valueSymbol]: answer };
  // `move` is declared for single buffers, but takes whatever has the two symbols (piscina, "Custom Transferable Objects").
  return move(transferred) as unknown as TaskAnswer;
}

/** The buffers of all typed arrays within plain data. */
export function findBuffers(value: unknown, found = new Set<ArrayBuffer>()): ReadonlySet<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
    return found;
  }
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value) && typeof value[0] !== 'object') return found;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) findBuffers(part, found);
  return found;
}
