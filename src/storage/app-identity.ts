import type { TokenCredential } from '@azure/identity';

let signIn: Promise<TokenCredential> | undefined;

async function load(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
}

/**
 * The app's identity on Azure, one for all clients. What it takes to sign in is loaded with the first token that is asked for: it is
 * a seventh of the code of the app, and a cold start need not wait for it.
 */
export const appIdentity: TokenCredential = {
  getToken: async (scopes, options) => (await (signIn ??= load())).getToken(scopes, options),
};
