/** Saves what a route answers as a file, with the key of this tab: a plain link could not carry it. */
import { call } from './api.ts';

export interface DownloadOptions {
  /** Goes before the name that the answer gives itself, so that files of two jobs differ. */
  readonly prefix: string;
  /** For an answer that gives itself no name. */
  readonly name: string;
  /** More than this is not held by the page, but written to the disk as it comes. */
  readonly maxHeldBytes?: number;
}

type PickFile = (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;

/** Of a table of gigabytes. */
const timeoutMs = 3_600_000;
const keptMs = 60_000;

export async function download(
  route: string,
  { prefix, name, maxHeldBytes = 500_000_000 }: DownloadOptions,
): Promise<void> {
  const response = await call(route, { timeoutMs });
  const fileName = `${prefix}-${readName(response) ?? name}`;
  const bytes = Number(response.headers.get('content-length') ?? 0);
  if (bytes <= maxHeldBytes) {
    offer(await response.blob(), fileName);
    return;
  }
  const pickFile = findPicker();
  if (pickFile !== undefined) return write(response, await pickOrGiveUp(pickFile, fileName));
  await response.body?.cancel();
  throw new Error(
    `Cannot save ${fileName}: it has ${bytes} bytes, and this browser takes ${maxHeldBytes}; fetch it with the key as x-functions-key`,
  );
}

function readName({ headers }: Response): string | undefined {
  return /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1];
}

function offer(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), keptMs);
}

/** Not every browser has it. */
function findPicker(): PickFile | undefined {
  const picker: unknown = Reflect.get(globalThis, 'showSaveFilePicker');
  return typeof picker === 'function' ? (picker.bind(globalThis) as PickFile) : undefined;
}

/** Undefined: the reader has closed the dialog. */
async function pickOrGiveUp(
  pickFile: PickFile,
  suggestedName: string,
): Promise<FileSystemFileHandle | undefined> {
  try {
    return await pickFile({ suggestedName });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return undefined;
    throw thrown;
  }
}

async function write({ body }: Response, file: FileSystemFileHandle | undefined): Promise<void> {
  if (file === undefined) await body?.cancel();
  else await body?.pipeTo(await file.createWritable());
}
