/** Prints the licence of each npm package of which something is deployed: `node scripts/licences.ts`; fails on one that is not allowed. */
import path from 'node:path';
import { allowedLicences, listLicences } from './list-licences.ts';

const licences = await listLicences(path.resolve(import.meta.dirname, '..'));
for (const { name, version, licence } of licences) console.log(`${name} ${version}: ${licence}`);
const refused = licences.filter(({ licence }) => !allowedLicences.includes(licence));
for (const { name, licence } of refused)
  console.error(
    `Cannot deploy ${name}: its licence is ${licence}, expected one of ${allowedLicences.join(', ')}`,
  );
process.exitCode = refused.length === 0 ? 0 : 1;
