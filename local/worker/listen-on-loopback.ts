import net from 'node:net';

/**
 * Binds every server of this process that names no host to 127.0.0.1: the Functions library opens its HTTP
 * proxy on all interfaces, which a sandbox on Azure hides and a laptop in a café does not.
 */
export function listenOnLoopback(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its server below
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]): net.Server {
    const [first] = args;
    const callback = args.find((arg): arg is () => void => typeof arg === 'function');
    const namesHost = typeof args[1] === 'string' || (typeof first === 'object' && first !== null);
    if (namesHost || typeof first === 'string') return Reflect.apply(listen, this, args) as net.Server;
    const port = typeof first === 'number' ? first : 0;
    return Reflect.apply(listen, this, [port, '127.0.0.1', callback]) as net.Server;
  };
}
