/** What one writes without the product: fastify and onnxruntime-node with their defaults, JSON in and out. */
import { fileURLToPath } from 'node:url';
import fastify from 'fastify';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const open = (model: string) =>
  InferenceSession.create(fileURLToPath(new URL(`../../models/${model}/1/model.onnx`, import.meta.url)));
const labels = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const churn = await open('churn');
const clothing = await open('clothing');
const app = fastify({ bodyLimit: 16 * 1024 * 1024 });

app.post<{ Body: Record<string, string | number | null> }>('/models/churn/predict', async ({ body }) => {
  const feeds: Record<string, Tensor> = {};
  for (const input of churn.inputMetadata) {
    const value = body[input.name];
    feeds[input.name] =
      input.isTensor && input.type === 'string'
        ? new Tensor('string', [String(value ?? '')], [1, 1])
        : new Tensor('float32', Float32Array.of(value === null ? NaN : Number(value)), [1, 1]);
  }
  const { label, probabilities } = await churn.run(feeds);
  const prediction = { prediction: label?.data[0], probability: probabilities?.data[1] };
  return { model: 'churn', version: '1', predictions: [prediction] };
});

app.post<{ Body: { image: string } }>('/models/clothing/predict', async ({ body }) => {
  const png = Buffer.from(body.image, 'base64');
  const pixels = await sharp(png).resize(28, 28, { fit: 'fill' }).greyscale().raw().toBuffer();
  const input = new Tensor(
    'float32',
    Float32Array.from(pixels, (pixel) => pixel / 255),
    [1, 1, 28, 28],
  );
  const { probabilities } = await clothing.run({ image: input });
  const scores = Array.from(probabilities?.data as Float32Array);
  const best = scores.indexOf(Math.max(...scores));
  return {
    model: 'clothing',
    version: '1',
    predictions: [{ label: labels[best], probability: scores[best] }],
  };
});

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.(url);
process.on('SIGTERM', () => process.exit());
