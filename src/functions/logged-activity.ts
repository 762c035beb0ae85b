import * as df from 'durable-functions';
import { toScoringError } from '../scoring/scoring-error.ts';

/** Registers an activity whose failures are logged with their causes: Durable carries on the message only. */
export function registerActivity(name: string, run: (input: unknown) => Promise<unknown>): void {
  df.app.activity(name, {
    handler: async (input: unknown, context) => {
      try {
        return await run(input);
      } catch (thrown) {
        const error = toScoringError(thrown);
        context.error(`${name} failed: ${error.message} (${error.code})`, error.cause ?? '');
        throw error;
      }
    },
  });
}
