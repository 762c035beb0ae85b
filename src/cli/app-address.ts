/** Where the app answers on this machine, where nothing else is said. */
export const localAddress = 'http://127.0.0.1:7071';
