import type { HistoryEvent } from '../events/history-event.ts';
import type { Instance } from '../store/instance.ts';
import type { HistoryTable } from '../store/history-table.ts';
import { eventSeparator } from '../wire/orchestrator-request.ts';

/** The history of one generation, with its text as the next turn sends it. */
export interface LoadedHistory {
  readonly events: readonly HistoryEvent[];
  readonly text: string;
}

/** Keeps the histories of running orchestrations at hand, so that a turn does not read them all anew. */
export interface HistoryCache {
  readonly load: (instance: Instance) => LoadedHistory;
  readonly append: (instance: Instance, events: readonly HistoryEvent[]) => void;
  readonly forget: (instanceId: string) => void;
}

interface Entry {
  readonly executionId: string;
  readonly events: HistoryEvent[];
  text: string;
}

const maxTextLength = 64 * 1024 * 1024;

export function createHistoryCache(history: Pick<HistoryTable, 'load'>): HistoryCache {
  const entries = new Map<string, Entry>();
  let textLength = 0;

  const forget = (instanceId: string): void => {
    textLength -= entries.get(instanceId)?.text.length ?? 0;
    entries.delete(instanceId);
  };
  const keep = (instanceId: string, entry: Entry): Entry => {
    forget(instanceId);
    entries.set(instanceId, entry);
    textLength += entry.text.length;
    for (const oldest of entries.keys()) {
      if (textLength <= maxTextLength || oldest === instanceId) break;
      forget(oldest);
    }
    return entry;
  };
  return {
    load({ instanceId, executionId }) {
      const entry = entries.get(instanceId);
      if (entry?.executionId === executionId) return keep(instanceId, entry);
      const events = history.load(instanceId);
      return keep(instanceId, { executionId, events, text: toText(events) });
    },
    append({ instanceId, executionId }, events) {
      const entry = entries.get(instanceId);
      if (entry?.executionId !== executionId) {
        forget(instanceId);
        return;
      }
      entry.events.push(...events);
      const text = entry.text === '' ? toText(events) : entry.text + eventSeparator + toText(events);
      keep(instanceId, { ...entry, text });
    },
    forget,
  };
}

const toText = (events: readonly HistoryEvent[]): string =>
  events.map(({ json }) => json).join(eventSeparator);
