import manifest from '../package.json' with { type: 'json' };

/** Of this product, as its package.json has it. */
export const productVersion: string = manifest.version;
