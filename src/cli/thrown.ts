/** The code of what was thrown, e.g. ENOENT; asked of the value, for errors of Node.js are not of every realm's Error. */
export function readCode(thrown: unknown): string | undefined {
  return isObject(thrown) && 'code' in thrown ? String(thrown.code) : undefined;
}

export function readCause(thrown: unknown): unknown {
  return isObject(thrown) && 'cause' in thrown ? thrown.cause : undefined;
}

export function readMessage(thrown: unknown): string {
  return isObject(thrown) && 'message' in thrown ? String(thrown.message) : String(thrown);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
