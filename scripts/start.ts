/** Builds the app, then starts everything on this machine, and stops it with npm: the shell between them hands no signal on. */
const lookMs = 500;
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, lookMs).unref();

await import('./build.ts');
await import('../local/main.ts');
