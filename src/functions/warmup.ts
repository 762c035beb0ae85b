import { app } from '@azure/functions';

/** Registers the warmup trigger: an added instance gets traffic only when its models are loaded. It never fires at an app's first start. */
export function registerWarmup(loaded: () => Promise<void>): void {
  app.warmup('warmup', {
    handler: async (_warmup, context) => {
      await loaded();
      context.log('Models are loaded');
    },
  });
}
