/** A photograph of today has less. */
export const maxImageBytes = 32 * 1024 * 1024;

/** The images of one chunk, however many records it may have: each is a read of its own, which lanes share. */
export const maxImagesOfChunk = 1_000;

/** The images of one job. */
export const maxImages = 1_000_000;

/** Why an image of this size is not read; undefined where it is. */
export function findSizeFault(bytes: number): string | undefined {
  return bytes > maxImageBytes ? `has ${bytes} bytes, at most ${maxImageBytes} are read` : undefined;
}
