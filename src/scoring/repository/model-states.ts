import type { ModelEntry } from './model-table.ts';
import type { SlotState } from './model-version-slot.ts';

/** A row of the repository's index, as the model repository extension of the Open Inference Protocol has it. */
export interface ModelState {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  /** Why it is not ready, or why a newer model.json is not taken; empty where all is well. */
  readonly reason: string;
}

/** The versions of a model; one row without a version where no model.json has been good. */
export function toModelStates({ name, snapshot, rejected, unloaded }: ModelEntry): readonly ModelState[] {
  const refused = rejected === undefined ? '' : rejected.error.message;
  if (snapshot === undefined) return [{ name, version: '', state: 'UNAVAILABLE', reason: refused }];
  return [...snapshot.slots].map(([version, slot]) => {
    if (unloaded) return { name, version, state: 'UNAVAILABLE', reason: 'unloaded' };
    const { state, reason } = describeSlot(slot.state());
    return { name, version, state, reason: reason === '' ? refused : reason };
  });
}

function describeSlot(slot: SlotState): Pick<ModelState, 'state' | 'reason'> {
  switch (slot.state) {
    case 'ready':
      return { state: 'READY', reason: '' };
    case 'loading':
      return { state: 'LOADING', reason: '' };
    case 'idle':
      return { state: 'UNAVAILABLE', reason: 'loaded when it is first asked for' };
    case 'failed':
      return { state: 'UNAVAILABLE', reason: slot.error.message };
  }
}
