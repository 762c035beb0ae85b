/**
 * How SQLite keeps a file that one process has to itself. NORMAL with a write-ahead log loses nothing when a process is
 * killed, only when the machine is; the log is folded into the file each 32 MB, for that waits for the disk.
 */
export const databaseSettings = `
  PRAGMA busy_timeout = 5000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 8000;
`;
