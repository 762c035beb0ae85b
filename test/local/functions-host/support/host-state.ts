import { type HostState, openHostState } from '../../../../local/functions-host/host-state.ts';

/** The host's memory, for one test. */
export const loadHostState = (): HostState => openHostState(undefined);
