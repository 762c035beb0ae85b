import { commonOperations, realTimeUpkeep } from './common-operations.ts';
import { dialectOperations } from './dialect-operations.ts';
import { jobOperations } from './job-operations.ts';
import type { Operation } from './operation.ts';
import { realTimeOperations } from './real-time-operations.ts';
import { v2Operations } from './v2-operations.ts';

/** What an app in a role answers. */
export function listOperations(role: 'all' | 'realtime' | 'batch'): readonly Operation[] {
  return [
    ...(role === 'batch'
      ? []
      : [...realTimeOperations, ...v2Operations, ...dialectOperations, ...realTimeUpkeep]),
    ...(role === 'realtime' ? [] : jobOperations),
    ...commonOperations,
  ];
}
