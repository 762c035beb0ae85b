import { app } from '@azure/functions';

app.setup({ enableHttpStream: true });

/** What the host and the library cost: a function that reads a body as ours does, and answers it with a constant. */
app.http('nothing', {
  route: 'models/{model}/predict',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async (request) => {
    await request.arrayBuffer();
    return { headers: { 'content-type': 'application/json' }, body: '{"predictions":[{}]}' };
  },
});
