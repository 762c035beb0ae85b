const imageEnding = /\.(png|jpe?g|gif|webp|bmp|tiff?|heic|avif)$/i;

/** Whether a blob of this name is an image: it waits until its whole folder is there. */
export function isImageName(name: string): boolean {
  return imageEnding.test(name);
}

/** Whether a blob of this name is a collection of images. */
export function isZipName(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** The blob that is written last into a folder of images. */
const readyName = '_READY';

/** The folder in that of a model, with a slash at its end, that a blob of this name says is complete; undefined for other blobs. */
export function findReadyFolder(name: string): string | undefined {
  return name.endsWith(`/${readyName}`) && name.split('/').length > 2
    ? name.slice(0, -readyName.length)
    : undefined;
}
