import path from 'node:path';
import { app } from '@azure/functions';
import { registerHealth } from './functions/health.ts';
import { registerNotFound } from './functions/not-found.ts';
import { parseSettings } from './settings.ts';

const settings = parseSettings(process.env, path.dirname(import.meta.dirname));

app.setup({ enableHttpStream: true });

registerHealth({ isReady: () => settings.maxRecords > 0 });
registerNotFound();
