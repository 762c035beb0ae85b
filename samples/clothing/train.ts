/**
 * Trains the clothing model: `node samples/clothing/train.ts [out [directory of Fashion-MNIST]]` writes model.onnx and
 * golden.json into `out` and prints how good it is. Takes some five minutes of one core.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOnnxModel } from '../onnx-writer.ts';
import { createRandom } from '../seeded-random.ts';
import { toClothingGraph } from './clothing-graph.ts';
import { createClothingNetwork } from './clothing-network.ts';
import { clothingLabels, defaultDirectory, loadFashionMnist } from './fashion-mnist.ts';
import { toGolden, toPrediction } from './golden.ts';
import { loadSampleImages } from './sample-images.ts';
import { toInput, trainNetwork } from './train-network.ts';

const options = { epochs: 5, batchSize: 32, learningRate: 0.002, seed: 1 };
const classes = clothingLabels.length;
const [out = path.join(import.meta.dirname, '../../models/clothing/1'), directory = defaultDirectory] =
  process.argv.slice(2);

const images = await loadFashionMnist('train', directory);
const random = createRandom(options.seed);
const network = createClothingNetwork(random, classes);
trainNetwork(network, images, {
  ...options,
  random,
  onEpoch: (epoch, loss) => console.log(`epoch ${epoch} of ${options.epochs}: loss ${loss.toFixed(4)}`),
});

const test = await loadFashionMnist('t10k', directory);
const right = [...test.classes].filter((clothing, index) => {
  const { label } = toPrediction(network.classify(toInput(test, index)));
  return label === clothingLabels[clothing];
}).length;

const model = toOnnxModel(toClothingGraph(network.parameters, classes), {
  description: 'What a picture of clothing shows: a small convolutional network on Fashion-MNIST',
  metadata: { classes: clothingLabels.join(',') },
});
const firstOfEachClass = (await loadSampleImages()).filter(({ file }) => file.endsWith('-1.png'));
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), await toGolden(network, firstOfEachClass));

console.log(`${right} of ${test.count} test images right`);
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
