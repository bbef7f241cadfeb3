/** A way to a server that can be cut, as a network can. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type TcpProxy = AsyncDisposable & {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  /** Ends every connection; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  /** Nothing passes any more, and nobody is told. */
  freeze(): void;
  /** Ends every connection; new ones are welcome. */
  reset(): void;
};

export async function openProxy(target: string, { isCut = false } = {}): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const reset = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    reset,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut: () => {
      isCut = true;
      reset();
    },
    mend: () => {
      isCut = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      reset();
      await once(server, "close");
    },
  };
}
