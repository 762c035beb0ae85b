import { stripTypeScriptTypes } from 'node:module';

/** Jest transformer: blanks the types out as Node itself does, so that line numbers stay true. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
