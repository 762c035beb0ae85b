import { readEntry } from './onnx-constant-reader.ts';
import { toBrokenOnnx, toInvalidOnnx } from './onnx-error.ts';
import { type GraphEnds, type GraphSink, readGraph, readNode } from './onnx-graph-reader.ts';
import type { OnnxModel, OnnxOpset, OperatorName } from './onnx-model.ts';
import { type ByteRange, scanFields, toText } from './onnx-protobuf.ts';
import { createOnnxSource, type OnnxSource } from './onnx-source.ts';

/**
 * Reads what an ONNX file (ModelProto of onnx.proto) says of itself; weights are passed over, not copied.
 * Throws InvalidModel where the bytes are not an ONNX file.
 */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const source = createOnnxSource(bytes);
  const sink: GraphSink = { nodes: [], constants: [] };
  const ends: GraphEnds[] = [];
  const opsets: OnnxOpset[] = [];
  const functions: OperatorName[] = [];
  const metadata: (readonly [string, string])[] = [];
  const producer: string[] = [];
  let irVersion = 0;
  scanFields(
    bytes,
    { start: 0, end: bytes.length },
    {
      onInteger: (field, value) => {
        if (field === 1) irVersion = Number(value);
      },
      onBytes: (field, content) => {
        if (field === 2 || field === 3) producer.push(toText(bytes, content));
        if (field === 7) ends.push(readGraph(source, content, sink, 0));
        if (field === 8) opsets.push(readOpset(source, content));
        if (field === 14) metadata.push(readEntry(source, content));
        if (field === 25) functions.push(readFunction(source, content, sink));
      },
    },
  );
  if (bytes.length === 0) throw toInvalidOnnx('it is empty');
  if (ends.length === 0) throw toBrokenOnnx(bytes, 'it holds no graph', { isCutOff: true });
  return {
    irVersion,
    opsets,
    producer: producer.filter((text) => text !== '').join(' '),
    metadata: Object.fromEntries(metadata),
    inputs: ends.flatMap(({ inputs }) => inputs),
    outputs: ends.flatMap(({ outputs }) => outputs),
    functions,
    ...sink,
  };
}

/** Reads an OperatorSetIdProto. */
function readOpset({ bytes, countItem }: OnnxSource, range: ByteRange): OnnxOpset {
  countItem();
  let domain = '';
  let version = 0;
  scanFields(bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) domain = toText(bytes, content);
    },
    onInteger: (field, value) => {
      if (field === 2) version = Number(value);
    },
  });
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}

/** Reads a FunctionProto; its nodes are no part of the graph itself. */
function readFunction(source: OnnxSource, range: ByteRange, sink: GraphSink): OperatorName {
  source.countItem();
  let operator = '';
  let domain = '';
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) operator = toText(source.bytes, content);
      if (field === 7) readNode(source, content, sink, 1);
      if (field === 10) domain = toText(source.bytes, content);
    },
  });
  return { operator, domain };
}
