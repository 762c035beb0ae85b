import { toCount, toInputError } from '../../scoring/tensor/tensor-error.ts';
import { refuse } from './v2-parameters.ts';

/** The bytes after a request's JSON, taken tensor by tensor. */
export interface TensorBytes {
  readonly take: (input: string, size: number) => Uint8Array;
  readonly assertEnd: () => void;
}

/** `tail` is undefined where the request does not say that bytes follow its JSON. */
export function createTensorBytes(tail: Uint8Array | undefined): TensorBytes {
  let taken = 0;
  return {
    take: (input, size) => {
      if (tail === undefined)
        throw toInputError(
          input,
          'it has binary data, but the request has no Inference-Header-Content-Length',
        );
      const left = tail.length - taken;
      if (size > left) {
        throw toInputError(
          input,
          `its binary_data_size is ${size}, but ${toCount(left, 'byte')} of the body are left`,
        );
      }
      taken += size;
      return tail.subarray(taken - size, taken);
    },
    assertEnd: () => {
      if (tail !== undefined && taken < tail.length)
        throw refuse(`its body goes on for ${toCount(tail.length - taken, 'byte')} after its last tensor`);
    },
  };
}
