import { describe, expect, test } from '@jest/globals';
import { describeImages, findImageShape } from '../../src/scoring/image/image-shape.ts';

describe('findImageShape()', () => {
  test.each([
    [['N', 3, 224, 224], 'RGB images of 224 x 224 (NCHW)'],
    [[1, 1, 28, 30], 'grey images of 30 x 28 (NCHW)'],
    [['N', 28, 30, 1], 'grey images of 30 x 28 (NHWC)'],
    [['N', 'H', 'W', 3], 'RGB images of W x H (NHWC)'],
    [[undefined, 3, undefined, undefined], 'RGB images of ? x ? (NCHW)'],
    [['N', 3, 3, 3], 'RGB images of 3 x 3 (NCHW)'],
  ])('finds in %j %s', (dims, what) => {
    const shape = findImageShape(dims);
    expect(shape && describeImages(shape)).toBe(what);
  });

  test.each([[['N', 3, 28]], [['N', 4, 28, 28]], [['N', 3, 8, 28, 28]], [['N', 'C', 28, 28]]])(
    'finds no images in %j',
    (dims) => {
      expect(findImageShape(dims)).toBeUndefined();
    },
  );
});
