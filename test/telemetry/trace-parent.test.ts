import { describe, expect, test } from '@jest/globals';
import { parseTraceParent } from '../../src/telemetry/trace-parent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('parseTraceParent()', () => {
  test.each([
    [`00-${traceId}-${spanId}-01`, 1],
    [`00-${traceId}-${spanId}-00`, 0],
    [` 00-${traceId}-${spanId}-ff `, 1],
    [`cc-${traceId}-${spanId}-01-what-comes-later`, 1],
  ])('reads %s', (text, traceFlags) => {
    expect(parseTraceParent(text)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  });

  test.each([
    null,
    undefined,
    '',
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-1`,
  ])('finds none in %j', (text) => {
    expect(parseTraceParent(text)).toBeUndefined();
  });
});
