/** A way to a server that can be cut and slowed down, as a network can. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Transform } from "node:stream";

export type TcpProxy = AsyncDisposable & {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  /** Ends every connection; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  /** New connections are refused until `mend`; those that are there go on. */
  refuseNew(): void;
  /** Whatever the server says from now on arrives this much later, or more where it comes in many pieces. */
  delay(ms: number): void;
  /** Nothing passes any more, and nobody is told. */
  freeze(): void;
  /** Ends every connection; new ones are welcome. */
  reset(): void;
};

export async function openProxy(target: string, { isCut = false } = {}): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let delayMs = 0;
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
    }
    socket.pipe(upstream);
    upstream.pipe(later(() => delayMs)).pipe(socket);
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
    delay: (ms) => {
      delayMs = ms;
    },
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut: () => {
      isCut = true;
      reset();
    },
    refuseNew: () => {
      isCut = true;
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

/** In order; what comes meanwhile waits, so that many small pieces are later than one. */
function later(delayMs: () => number): Transform {
  return new Transform({
    highWaterMark: 1024 * 1024,
    transform(piece: Buffer, _encoding, done) {
      setTimeout(done, delayMs(), null, piece);
    },
  });
}
