import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxSignature, OnnxValue, PlainTensor } from '../model.ts';
import { dropUnusedLabels, type Encoded, encodeCategories } from '../summary/encode-categories.ts';
import { weaveColumns } from '../table/column-slices.ts';
import type { Vocabularies } from './find-vocabularies.ts';
import type { DictionaryInput } from './onnx-dictionaries.ts';
import type { PackedInput } from './onnx-packs.ts';

/** An ONNX file, loaded. */
export interface OnnxSession {
  readonly signature: OnnxSignature;
  /** Where the file was looked into. */
  readonly vocabularies?: Vocabularies;
  /** Blocks its thread while it computes. */
  readonly run: (
    feeds: readonly PlainTensor[],
    outputs: readonly string[],
  ) => Promise<ReadonlyMap<string, PlainTensor>>;
  readonly close: () => Promise<void>;
}

export interface OnnxSessionOptions {
  /** Threads of its own that one run may use. */
  readonly threads: number;
  /** Whether the memory of the largest run is kept for the next one; true where not given. */
  readonly keepMemory?: boolean;
  /** Inputs of texts that the file takes dictionary encoded; those who run it give texts all the same. */
  readonly dictionaries?: readonly DictionaryInput[];
  /** Inputs that the file takes together; those who run it give each all the same. */
  readonly packs?: readonly PackedInput[];
}

/** Loads the bytes of an ONNX file, or a file, into this thread; fails with the error of onnxruntime where it cannot. */
export async function openOnnxSession(
  model: Uint8Array | string,
  { threads, keepMemory = true, dictionaries = [], packs = [] }: OnnxSessionOptions,
): Promise<OnnxSession> {
  const options = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: keepMemory,
    logSeverityLevel: 3,
  } as const;
  const session = await (typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options));
  const pack = createPacker(packs);
  return {
    signature: {
      inputs: session.inputMetadata
        .map(toOnnxValue)
        .flatMap((value) => toGivenInput(value, dictionaries))
        .flatMap((value) => toMembers(value, packs)),
      outputs: session.outputMetadata.map(toOnnxValue),
    },
    run: async (feeds, outputs) => {
      const tensors = Object.fromEntries(pack(feeds).flatMap((feed) => toTensors(feed, dictionaries)));
      const results = await session.run(tensors, outputs);
      return new Map(Object.entries(results).map(([name, tensor]) => [name, toPlainTensor(name, tensor)]));
    },
    close: () => session.release(),
  };
}

function toOnnxValue(metadata: InferenceSession.ValueMetadata): OnnxValue {
  const { name } = metadata;
  return metadata.isTensor
    ? { name, type: metadata.type, dims: metadata.shape }
    : { name, type: 'a sequence or map', dims: [] };
}

/** An input as those who run the model give it. */
function toGivenInput(value: OnnxValue, dictionaries: readonly DictionaryInput[]): readonly OnnxValue[] {
  if (dictionaries.some(({ texts }) => texts === value.name)) return [];
  const encoded = dictionaries.find(({ codes }) => codes === value.name);
  return [encoded === undefined ? value : { ...value, name: encoded.name, type: 'string' }];
}

function toMembers(value: OnnxValue, packs: readonly PackedInput[]): readonly OnnxValue[] {
  const pack = packs.find(({ name }) => name === value.name);
  if (pack === undefined) return [value];
  const [records = ''] = value.dims;
  return pack.members.map((name) => ({ ...value, name, dims: [records, 1] }));
}

/** Puts feeds of a pack side by side, and leaves the others as they are. */
function createPacker(
  packs: readonly PackedInput[],
): (feeds: readonly PlainTensor[]) => readonly PlainTensor[] {
  if (packs.length === 0) return (feeds) => feeds;
  const places = new Map(
    packs.flatMap(({ members }, pack) => members.map((name, member) => [name, { pack, member }] as const)),
  );
  return (feeds) => {
    const given: PlainTensor[] = [];
    const parts: PlainTensor[][] = packs.map(() => []);
    for (const feed of feeds) {
      const place = places.get(feed.name);
      const part = place && parts[place.pack];
      if (place === undefined || part === undefined) given.push(feed);
      else part[place.member] = feed;
    }
    packs.forEach((pack, k) => given.push(toPackedFeed(pack, parts[k] ?? [])));
    return given;
  };
}

function toPackedFeed({ name, type, members }: PackedInput, parts: readonly PlainTensor[]): PlainTensor {
  const lacked = members.find((_, place) => parts[place] === undefined);
  if (lacked !== undefined) throw new Error(`Cannot run the model: input "${lacked}" is not given`);
  return { name, dims: [parts[0]?.dims[0] ?? 0, members.length], ...weaveColumns(parts, type) };
}

function toTensors(
  feed: PlainTensor,
  dictionaries: readonly DictionaryInput[],
): readonly (readonly [string, Tensor])[] {
  const dictionary = dictionaries.find(({ name }) => name === feed.name);
  if (dictionary === undefined || feed.type !== 'string') return [[feed.name, toTensor(feed)]];
  const { codes, labels } = toEncoded(feed);
  const { buffer, byteOffset, length } = codes;
  return [
    [dictionary.codes, new Tensor('int32', new Int32Array(buffer, byteOffset, length), feed.dims)],
    [dictionary.texts, new Tensor('string', [...labels], [labels.length])],
  ];
}

/** With the labels of these values and no other: a graph may fail for a text, and must not for that of another record. */
function toEncoded({ values, encoded }: Extract<PlainTensor, { type: 'string' }>): Encoded {
  return encoded !== undefined && encoded.labels.length <= values.length
    ? dropUnusedLabels(encoded)
    : encodeCategories(values);
}

function toTensor({ type, values, dims }: PlainTensor): Tensor {
  switch (type) {
    case 'string':
      return new Tensor(type, [...values], dims);
    case 'float32':
      return new Tensor(type, values, dims);
    case 'float64':
      return new Tensor(type, values, dims);
    case 'int64':
      return new Tensor(type, values, dims);
    case 'int32':
      return new Tensor(type, values, dims);
    case 'bool':
      return new Tensor(type, values, dims);
  }
}

function toPlainTensor(name: string, tensor: Tensor): PlainTensor {
  const { dims } = tensor;
  if (isTyped(tensor, 'string')) return { name, dims, type: 'string', values: tensor.data };
  if (isTyped(tensor, 'float32')) return { name, dims, type: 'float32', values: tensor.data };
  if (isTyped(tensor, 'float64')) return { name, dims, type: 'float64', values: tensor.data };
  if (isTyped(tensor, 'int64')) return { name, dims, type: 'int64', values: tensor.data };
  if (isTyped(tensor, 'int32')) return { name, dims, type: 'int32', values: tensor.data };
  if (isTyped(tensor, 'bool')) return { name, dims, type: 'bool', values: tensor.data };
  throw new Error(`Cannot read output "${name}": it is of type ${tensor.type}`);
}

/** Tensor is not a discriminated union in its own declarations. */
function isTyped<T extends PlainTensor['type']>(tensor: Tensor, type: T): tensor is TypedTensorOf<T> {
  return tensor.type === type;
}

type TypedTensorOf<T extends PlainTensor['type']> = Tensor & {
  readonly type: T;
  readonly data: Tensor.DataTypeMap[T];
};
