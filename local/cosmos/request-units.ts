import { CosmosError } from './cosmos-error.ts';

// After the service's published figures: a point read of 1 KB costs 1 RU, of 100 KB 10 RU; a write of 1 KB without
// indexing 5 RU, of 100 KB 50 RU; replacing costs about twice that; each indexed value adds a little.

const kilobytes = (bytes: number): number => Math.max(1, bytes / 1024);
const indexedTerm = 0.2;
const round = (charge: number): number => Math.round(charge * 100) / 100;

export function readCharge(bytes: number): number {
  return round(1 + ((kilobytes(bytes) - 1) * 9) / 99);
}

/** Creating and deleting. */
export function insertCharge(bytes: number, terms: number): number {
  return round(5 + ((kilobytes(bytes) - 1) * 45) / 99 + terms * indexedTerm);
}

/** Replacing, patching, and upserting what is there. */
export function replaceCharge(bytes: number, terms: number): number {
  return round(1.9 * insertCharge(bytes, 0) + terms * indexedTerm);
}

/** `loadedBytes`: of the documents that had to be read to know the answer. */
export function queryCharge(loadedDocuments: number, loadedBytes: number): number {
  return round(2.3 + 0.04 * Math.max(loadedDocuments, loadedBytes / 1024) + (loadedDocuments > 0 ? 0.45 : 0));
}

export interface RequestUnitBudget {
  /** Throws the service's 429 while the budget of the second is overdrawn. */
  assertAvailable(): void;
  spend(charge: number): void;
}

/** A budget a second; what one operation overdraws, the next seconds pay back. Undefined = without end. */
export function createRequestUnitBudget(
  perSecond: number | undefined,
  now: () => number = Date.now,
): RequestUnitBudget {
  if (perSecond === undefined) return { assertAvailable: () => undefined, spend: () => undefined };
  let available = perSecond;
  let second = Math.floor(now() / 1000);
  const refill = (): void => {
    const current = Math.floor(now() / 1000);
    available = Math.min(perSecond, available + (current - second) * perSecond);
    second = current;
  };
  return {
    assertAvailable() {
      refill();
      if (available > 0) return;
      const seconds = Math.floor(-available / perSecond) + 1;
      const retryAfterMs = Math.max(1, (second + seconds) * 1000 - now());
      throw new CosmosError(
        429,
        'TooManyRequests',
        'Request rate is large. More Request Units may be needed, so no changes were made.',
        {
          substatus: 3200,
          retryAfterMs,
        },
      );
    },
    spend(charge) {
      refill();
      available -= charge;
    },
  };
}
