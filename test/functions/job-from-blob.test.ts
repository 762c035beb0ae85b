import { describe, expect, test } from '@jest/globals';
import { parseBlobBinding, toBlobPath } from '../../src/functions/blob-reference.ts';

describe('parseBlobBinding()', () => {
  test('reads where the blob is from binding data', () => {
    const content = { Connection: 'DataStorage', ContainerName: 'batch-input', BlobName: 'churn/a b.csv' };
    expect(parseBlobBinding(Buffer.from(JSON.stringify(content)))).toEqual({
      container: 'batch-input',
      name: 'churn/a b.csv',
    });
  });
});

describe('toBlobPath()', () => {
  const path = { container: 'batch-input', name: 'churn/a.csv' };

  test('takes the reference that the library hands over', () => {
    expect(toBlobPath(path, { blobTrigger: 'batch-input/other.csv' })).toEqual(path);
  });

  test('takes the path in the metadata where the host hands over content', () => {
    const metadata = { blobTrigger: 'batch-input/churn/a.csv', uri: 'http://127.0.0.1/x' };
    expect(toBlobPath(Buffer.from('id,a\n'), metadata)).toEqual(path);
  });

  test('fails when neither tells where the blob is', () => {
    expect(() => toBlobPath(Buffer.from(''), {})).toThrow();
  });
});
