import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findVocabularies } from '../../../src/scoring/onnx/find-vocabularies.ts';
import { readOnnxModel } from '../../../src/scoring/onnx/onnx-reader.ts';

const models = path.join(import.meta.dirname, '../../../models');

async function vocabulariesOf(model: string) {
  return findVocabularies(readOnnxModel(await readFile(path.join(models, model, '1/model.onnx'))));
}

describe('findVocabularies()', () => {
  test('finds the texts of each one-hot encoded input', async () => {
    const found = await vocabulariesOf('churn');
    expect(found.size).toBe(10);
    expect([...found.get('contract')!]).toEqual(['Month-to-month', 'One year', 'Two year']);
  });

  test('finds the texts that an input is looked up by', async () => {
    const found = await vocabulariesOf('quarterly');
    expect([...found]).toEqual([['series', new Set(['realgdp', 'realcons', 'cpi', 'unemp'])]]);
  });

  test('finds none where an input is only asked for one text, or for none', async () => {
    expect(await vocabulariesOf('transactions')).toEqual(new Map());
    expect(await vocabulariesOf('temperature')).toEqual(new Map());
  });
});
