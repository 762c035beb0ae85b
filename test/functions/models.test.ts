import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toModelAnswer, toModelSummary } from '../../src/functions/model-answer.ts';
import { type RealTime, openRealTime } from './support/real-time.ts';

let realTime: RealTime;

beforeAll(async () => {
  realTime = await openRealTime();
});

afterAll(() => realTime.close());

describe('toModelSummary()', () => {
  test('tells a model in short', () => {
    expect(realTime.repository.list().map(toModelSummary)).toContainEqual({
      name: 'churn',
      title: 'Customer churn',
      description: 'Whether a telephone customer will leave within the month',
      key: 'customer_id',
      aliases: { production: '1' },
      versions: ['1'],
    });
  });
});

describe('toModelAnswer()', () => {
  test('tells what a record must hold and what is answered', async () => {
    const model = await realTime.repository.resolve('churn');
    const status = { manifest: model.manifest, states: realTime.repository.states('churn') };
    const answer = toModelAnswer(status, model, await realTime.scorer.wayOf(model));
    expect(answer).toMatchObject({
      name: 'churn',
      key: 'customer_id',
      version: '1',
      scoring: { way: 'inline' },
    });
    expect(answer.versions).toEqual([{ version: '1', sha256: model.sha256, state: 'READY' }]);
    expect(answer.outputs).toEqual([
      { name: 'prediction', type: 'string' },
      { name: 'probability', type: 'float32' },
    ]);
    expect(answer.inputs).toHaveLength(19);
    expect(answer.inputs).toContainEqual({ name: 'tenure', type: 'float32', missing: { rule: 'required' } });
    expect(answer.inputs).toContainEqual({
      name: 'total_charges',
      type: 'float32',
      missing: { rule: 'nan' },
    });
    expect(answer.onnx.inputs).toContainEqual({ name: 'contract', type: 'string', dims: ['N', 1] });
  });
});
