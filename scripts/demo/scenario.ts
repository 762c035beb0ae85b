import type { DemoApi } from './api.ts';
import type { DemoDatabase } from './database.ts';
import type { DemoStorage } from './storage.ts';

/** The running product, as one sees it from outside. */
export interface DemoProduct {
  readonly url: string;
  readonly api: DemoApi;
  readonly storage: DemoStorage;
  readonly database: DemoDatabase;
  readonly serviceBusPort: number;
}

/** One story, shown on its real input. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Prints what it does and what comes out, with where to find it; fails where the result is not to be trusted. */
  readonly show: (product: DemoProduct) => Promise<void>;
}
