import { defaultMaxPixels, type ImageFormat } from './image-format.ts';
import type { OnnxValue } from '../model.ts';
import { type ImageSource, toInvalidModel } from '../model-manifest.ts';

const toUnit = 1 / 255;

export interface ImageLimits {
  /** Pixels that an image may have; 25 million where not given. */
  readonly maxImagePixels?: number | undefined;
}

export interface ImageInput {
  readonly input: OnnxValue;
  readonly source: ImageSource;
}

/** What the manifest says of an image input, all told; throws InvalidModel where it does not fit the ONNX file. */
export function planImage(
  model: string,
  { input, source }: ImageInput,
  { maxImagePixels: maxPixels = defaultMaxPixels }: ImageLimits,
): ImageFormat {
  if (input.type !== 'float32')
    throw toInvalidModel(model, `input "${input.name}" is of type ${input.type}, images make float32`);
  const { width, height, channels, layout } = source;
  const { fit = 'fill', background = 'black', scale = toUnit, mean = 0, std = 1 } = source;
  const format: ImageFormat = {
    ...{ width, height, channels, layout, fit, background, scale, maxPixels },
    mean: toEachChannel(mean, channels),
    std: toEachChannel(std, channels),
  };
  assertChannels(model, input.name, format);
  assertShape(model, input, format);
  return format;
}

/** Dimensions of one image. */
export function toImageDims({ width, height, channels, layout }: ImageFormat): readonly number[] {
  return layout === 'NCHW' ? [channels, height, width] : [height, width, channels];
}

function toEachChannel(value: number | readonly number[], channels: number): readonly number[] {
  return typeof value === 'number' ? new Array<number>(channels).fill(value) : value;
}

function assertChannels(model: string, input: string, { channels, mean, std }: ImageFormat): void {
  for (const [name, values] of Object.entries({ mean, std })) {
    if (values.length === channels) continue;
    const what = `"${name}" of input "${input}" has ${values.length} values`;
    throw toInvalidModel(model, `${what}, but images have ${channels} channel${channels === 1 ? '' : 's'}`);
  }
  if (std.includes(0)) throw toInvalidModel(model, `"std" of input "${input}" is 0`);
}

/** A dimension that the ONNX file leaves free takes whatever the manifest says. */
function assertShape(model: string, { name, dims }: OnnxValue, format: ImageFormat): void {
  const expected = toImageDims(format);
  const given = dims.slice(1);
  const fits =
    given.length === expected.length &&
    given.every((dim, k) => typeof dim === 'string' || dim === expected[k]);
  if (fits) return;
  const images = `images of [${expected.join(', ')}] (${format.layout})`;
  throw toInvalidModel(
    model,
    `input "${name}" is of shape [${dims.join(', ')}], which ${images} do not make`,
  );
}
