/** Writes infra/app-settings.json from src/settings.ts: `node scripts/app-settings.ts`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatAppSettings } from './format-app-settings.ts';

const file = path.join(import.meta.dirname, '../infra/app-settings.json');
await writeFile(file, formatAppSettings());
console.log(`Wrote ${file}`);
