import { createActivityTable, type ActivityTable } from './activity-table.ts';
import { createHistoryTable, type HistoryTable } from './history-table.ts';
import { createInstanceTable, type InstanceTable } from './instance-table.ts';
import { createMessageTable, type MessageTable } from './message-table.ts';
import { openDatabase } from './open-database.ts';

/** Everything that outlives the process; each change of state is one transaction. */
export interface Store {
  readonly instances: InstanceTable;
  readonly history: HistoryTable;
  readonly messages: MessageTable;
  readonly activities: ActivityTable;
  readonly transaction: <T>(body: () => T) => T;
  readonly close: () => void;
}

export function openStore(file: string | undefined): Store {
  const database = openDatabase(file);
  return {
    instances: createInstanceTable(database),
    history: createHistoryTable(database),
    messages: createMessageTable(database),
    activities: createActivityTable(database),
    transaction: database.transaction,
    close: database.close,
  };
}
