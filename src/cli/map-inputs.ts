import { describeImages, findImageShape, type ImageShape } from '../scoring/image/image-shape.ts';
import type { OnnxValue } from '../scoring/model.ts';
import type { InputSource } from '../scoring/model-manifest.ts';
import { CommandError } from './command-error.ts';

export interface MappedInputs {
  /** None where every input is a column of its own name. */
  readonly inputs: readonly InputSource[];
  readonly notes: readonly string[];
}

/** Says which inputs take images, and which columns make those that take several; `columns` are their names, input after input. */
export function mapInputs(
  values: readonly OnnxValue[],
  columns: readonly string[] | undefined,
): MappedInputs {
  const images = values.flatMap(toImageInput);
  const lists = columns === undefined ? values.flatMap(toListInput) : [];
  const others = mapColumns(
    values.filter(({ name }) => !lists.some(({ source }) => source.input === name)),
    columns,
  );
  const sources = [...images, ...lists];
  return {
    inputs: [...sources.map(({ source }) => source), ...others.inputs],
    notes: [...sources.map(({ note }) => note), ...others.notes],
  };
}

/** Several texts a record are more often a list, as of products, than columns. */
function toListInput({ name, type, dims }: OnnxValue): readonly SourceInput[] {
  const [, length] = dims;
  if (type !== 'string' || dims.length !== 2 || typeof length !== 'number' || length === 1) return [];
  const note = `Input "${name}" takes lists of up to ${length} texts, filled up with the empty text: "pad" in model.json says another, and --columns makes columns of them`;
  return [{ source: { input: name, source: 'list', length }, note }];
}

interface SourceInput {
  readonly source: InputSource;
  readonly note: string;
}

/** Pixels of 0 to 1 are what most models take; nothing in the file says so. */
function toImageInput({ name, dims }: OnnxValue): readonly SourceInput[] {
  const shape = findImageShape(dims);
  if (shape === undefined) return [];
  const { layout, channels } = shape;
  const source = { input: name, source: 'image', ...toSides(name, shape), channels, layout } as const;
  const note = `Input "${name}" takes ${describeImages(shape)}, as numbers of 0 to 1: "scale", "mean" and "std" in model.json make others of them`;
  return [{ source, note }];
}

function toSides(input: string, { width, height }: ImageShape) {
  if (typeof width === 'number' && typeof height === 'number') return { width, height };
  throw new CommandError(
    `Cannot tell the size of the images of input "${input}": the ONNX file leaves it open, so write model.json by hand`,
  );
}

function mapColumns(values: readonly OnnxValue[], columns: readonly string[] | undefined): MappedInputs {
  const wide = values.flatMap((value) => {
    const width = toWidth(value, columns?.length);
    return width === undefined ? [] : [{ input: value.name, width }];
  });
  const total = wide.reduce((sum, { width }) => sum + width, 0);
  if (columns !== undefined && columns.length !== total) {
    throw new CommandError(
      `Cannot name the columns: ${columns.length} are given, but the model takes ${total}`,
    );
  }
  let next = 0;
  const inputs = wide.map(({ input, width }): InputSource => {
    const names = columns?.slice(next, next + width) ?? toMadeUpNames(input, width);
    next += width;
    return { input, source: 'columns', columns: names };
  });
  return { inputs, notes: columns === undefined ? wide.map(toNote) : [] };
}

/** Columns of an input [N, C] of more than one; a free C takes all that are given. */
function toWidth({ name, dims }: OnnxValue, given: number | undefined): number | undefined {
  const [, width] = dims;
  if (dims.length !== 2 || width === 1) return undefined;
  if (typeof width === 'number') return width;
  if (given !== undefined) return given;
  throw new CommandError(`Cannot tell how many columns input "${name}" takes: name them with --columns`);
}

const toMadeUpNames = (input: string, width: number): string[] =>
  Array.from({ length: width }, (_, k) => `${input}_${k}`);

function toNote({ input, width }: { readonly input: string; readonly width: number }): string {
  return `Input "${input}" takes ${width} columns, named "${input}_0" to "${input}_${width - 1}": --columns names them better`;
}
