import sharp from 'sharp';
import { imageSize } from './clothing-network.ts';
import { clothingLabels } from './fashion-mnist.ts';
import type { Classifier } from './network/classifier.ts';
import type { SampleImage } from './sample-images.ts';

/**
 * Writes golden records: requests as the real-time endpoint takes them, with what the trained network itself says of
 * each: onnxruntime and the product's own decoding must come to the same.
 */
export async function toGolden(network: Classifier, images: readonly SampleImage[]): Promise<string> {
  const golden = await Promise.all(
    images.map(async ({ bytes }) => ({
      record: { image: bytes.toString('base64') },
      prediction: toPrediction(network.classify(await decodeGrey(bytes))),
    })),
  );
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}

interface ClothingPrediction {
  readonly label: string;
  readonly probability: number;
}

/** The most probable class. */
export function toPrediction(probabilities: Float32Array): ClothingPrediction {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { label: clothingLabels[best] ?? '', probability: probabilities[best] ?? NaN };
}

/** A grey picture as the network takes it. */
async function decodeGrey(png: Buffer): Promise<Float32Array> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const input = new Float32Array(imageSize * imageSize);
  for (let k = 0; k < input.length; k++) input[k] = (data[k * info.channels] ?? 0) / 255;
  return input;
}
