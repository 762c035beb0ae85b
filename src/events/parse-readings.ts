import { z } from 'zod';
import type { Reading, ReadingMessage, ReadingPosition, Rejection } from './reading.ts';

export interface ParseReadingsOptions {
  /** The model of readings that name none. */
  readonly defaultModel: string;
}

export interface ParsedReadings {
  readonly readings: readonly Reading[];
  readonly rejections: readonly Rejection[];
}

/** The clock of a device may be so much ahead: a reading from further on would make all that follow late. */
const maxAheadMs = 300_000;
/** Each reading costs a write: a longer array is no message of a gateway. */
const maxReadings = 1000;

const schema = z.object({
  device: z.string('expected a text').min(1, 'expected a name').max(100, 'expected at most 100 characters'),
  time: z.iso.datetime({ offset: true, error: 'expected a time as 2026-01-31T12:00:00Z' }),
  value: z.number('expected a number'),
  model: z.string('expected the name of a model').optional(),
});

/** Reads a message, which holds one reading or an array of them; what cannot be read is told of, reading by reading. */
export function parseReadings(message: ReadingMessage, options: ParseReadingsOptions): ParsedReadings {
  const bodies: readonly unknown[] = Array.isArray(message.body) ? message.body : [message.body];
  if (bodies.length > maxReadings) {
    const position = { sequence: message.sequence, index: 0 };
    return { readings: [], rejections: [refuse(position, message.body, describeCount(bodies.length))] };
  }
  const found = bodies.map((body, index) => parseReading(body, index, { message, ...options }));
  return {
    readings: found.filter((one): one is Reading => !('code' in one)),
    rejections: found.filter((one): one is Rejection => 'code' in one),
  };
}

function parseReading(
  body: unknown,
  index: number,
  { message, defaultModel }: ParseReadingsOptions & { readonly message: ReadingMessage },
): Reading | Rejection {
  const position = { sequence: message.sequence, index };
  const { data, error } = schema.safeParse(body);
  if (data === undefined) return refuse(position, body, describeIssue(body, error.issues[0]));
  const { device, value, model = defaultModel } = data;
  const at = new Date(data.time);
  const aheadMs = at.getTime() - message.enqueuedAt.getTime();
  if (aheadMs > maxAheadMs) {
    const reason = `Cannot score the reading: "time" is ${at.toISOString()}, ${Math.round(aheadMs / 1000)} s after it was sent, at most ${maxAheadMs / 1000} s are borne`;
    return { position, code: 'InFuture', reason, body };
  }
  return { device, time: at.toISOString(), value, model, position, body };
}

function refuse(position: ReadingPosition, body: unknown, what: string): Rejection {
  return { position, code: 'InvalidReading', reason: `Cannot read the reading: ${what}`, body };
}

function describeCount(count: number): string {
  return `its message holds ${count} readings, at most ${maxReadings} are taken`;
}

function describeIssue(body: unknown, issue: z.core.$ZodIssue | undefined): string {
  const name = issue?.path[0];
  if (typeof name !== 'string' || typeof body !== 'object' || body === null) return 'it is no JSON object';
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  if (value === undefined) return `"${name}" is missing`;
  return `"${name}" is ${shorten(JSON.stringify(value))}, ${issue?.message ?? ''}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
