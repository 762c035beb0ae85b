import { startAzurite } from '../../../local/azurite/start-azurite.ts';

// A process to be killed: prints the id of its Azurite and lives on.
const { pid } = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 });
console.log(pid);
