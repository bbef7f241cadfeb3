/** A service that answers each request with bytes of the test's choice. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export type RawService = AsyncDisposable & {
  readonly url: string;
  readonly openSockets: () => number;
  /** What it does with the head of a request. */
  say: (socket: Socket, head: string) => void;
};

export async function startRawService(): Promise<RawService> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    socket.setEncoding("latin1").on("data", (text: string) => {
      if (text.includes("\r\n\r\n")) service.say(socket, text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const service: RawService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    openSockets: () => sockets.size,
    say: (socket) => void socket.end(),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return service;
}
