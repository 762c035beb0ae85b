import { z } from 'zod';
import { badRequest } from './cosmos-error.ts';
import type { Json } from './json.ts';
import { isJsonArray, valueAt } from './json.ts';

const json: z.ZodType<Json> = z.json();
const path = z.string().regex(/^\/./);

const operationSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal(['add', 'set', 'replace']), path, value: json }),
  z.object({ op: z.literal('remove'), path }),
  z.object({ op: z.literal('incr'), path, value: z.number() }),
]);

export type PatchOperation = z.infer<typeof operationSchema>;

const maxOperations = 10;
const bodySchema = z.union([
  z.array(operationSchema).transform((operations) => ({ operations, condition: undefined })),
  z.object({ operations: z.array(operationSchema), condition: z.string().optional() }),
]);

export interface Patch {
  readonly operations: readonly PatchOperation[];
  /** `from c where ...`: the document must fulfil it. */
  readonly condition: string | undefined;
}

export function parsePatch(body: unknown): Patch {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw badRequest(`Cannot read the patch: ${z.prettifyError(parsed.error)}`);
  const { operations, condition } = parsed.data;
  if (operations.length === 0 || operations.length > maxOperations) {
    throw badRequest(
      `Cannot patch the item: there are ${operations.length} operations, expected 1 to ${maxOperations}`,
    );
  }
  return { operations, condition };
}

/** A patched copy of a document. */
export function applyPatch(document: Json, operations: readonly PatchOperation[]): Json {
  const copy = structuredClone(document);
  for (const operation of operations) applyOperation(copy, operation);
  return copy;
}

function applyOperation(document: Json, operation: PatchOperation): void {
  const place = placeOf(document, operation.path);
  if (operation.op === 'replace' || operation.op === 'remove') assertThere(place, operation.path);
  if (operation.op === 'remove') place.remove();
  else if (operation.op === 'add') place.insert(operation.value);
  else if (operation.op === 'incr') place.write(toNumber(place.value ?? 0, operation.path) + operation.value);
  else place.write(operation.value);
}

/** The copy is ours to write to. */
function isMutableArray(value: Json): value is Json[] {
  return Array.isArray(value);
}

interface Place {
  readonly value: Json | undefined;
  write(value: Json): void;
  /** As `write`, but moves the items of an array up. */
  insert(value: Json): void;
  remove(): void;
}

function placeOf(document: Json, pointer: string): Place {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = names.at(-1) ?? '';
  const parent = names.slice(0, -1).reduce<Json | undefined>(childOf, document);
  if (typeof parent !== 'object' || parent === null) throw missing(pointer);
  return isMutableArray(parent)
    ? placeInArray(parent, last, pointer)
    : placeInObject(parent as Record<string, Json>, last);
}

function childOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonArray(value) ? value[Number(name)] : valueAt(value, [name]);
}

function placeInArray(array: Json[], name: string, pointer: string): Place {
  const index = name === '-' ? array.length : Number(name);
  if (!Number.isInteger(index) || index < 0 || index > array.length) throw missing(pointer);
  return {
    value: array[index],
    write: (value) => void (array[index] = value),
    insert: (value) => void array.splice(index, 0, value),
    remove: () => void array.splice(index, 1),
  };
}

function placeInObject(object: Record<string, Json>, name: string): Place {
  const write = (value: Json): void => void (object[name] = value);
  return {
    value: object[name],
    write,
    insert: write,
    remove: () => void Reflect.deleteProperty(object, name),
  };
}

function assertThere({ value }: Place, pointer: string): void {
  if (value === undefined) throw missing(pointer);
}

function toNumber(value: Json, pointer: string): number {
  if (typeof value === 'number') return value;
  throw badRequest(`Cannot patch the item: "${pointer}" is ${JSON.stringify(value)}, expected a number`);
}

const missing = (pointer: string): Error => badRequest(`Cannot patch the item: "${pointer}" does not exist`);
