/** How a service is reached: a connection string on a developer's machine, the app's identity on Azure. */
export type ServiceConnection = { readonly connectionString: string } | { readonly endpoint: string };
