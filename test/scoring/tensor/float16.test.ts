import { describe, expect, test } from '@jest/globals';
import { toFloat32FromBfloat, toFloat32FromHalf } from '../../../src/scoring/tensor/float16.ts';

const allBits = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

describe('toFloat32FromHalf()', () => {
  test('gives what DataView reads for every pattern of bits', () => {
    const view = new DataView(allBits.buffer) as DataView & {
      getFloat16: (offset: number, littleEndian: boolean) => number;
    };
    const expected = Array.from(allBits, (_, k) => view.getFloat16(2 * k, true));
    expect(Array.from(toFloat32FromHalf(allBits))).toEqual(expected);
  });
});

describe('toFloat32FromBfloat()', () => {
  test('gives the float32 of which the bits are the upper half', () => {
    const bits = Uint16Array.from([0x3f80, 0xc049, 0x0000, 0x8000, 0x7f80, 0xff80, 0x0001]);
    const expected = [1, -3.140625, 0, -0, Infinity, -Infinity, 2 ** -133];
    expect(Array.from(toFloat32FromBfloat(bits))).toEqual(expected);
    expect(toFloat32FromBfloat(Uint16Array.of(0x7fc0))[0]).toBeNaN();
  });
});
