import { TestEnvironment } from 'jest-environment-node';

const typedArrays = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

/**
 * Node's environment with the outer realm's typed arrays: onnxruntime-node checks its data with
 * `instanceof` against the constructors of the realm that loaded the native module.
 */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of typedArrays) this.global[name] = globalThis[name];
  }
}
