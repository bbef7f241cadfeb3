/**
 * The order service as its own process, as it is run, among a catalog and a user service that say what they are told to.
 * Before it stands a wire on which an answer can be lost.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { startServer } from "@shop/testing/http";
import { until } from "@shop/testing/until";

const main = fileURLToPath(new URL("../../order/src/main.ts", import.meta.url));

type Around = {
  readonly userUrl: string;
  readonly catalogUrl: string;
  readonly paymentUrl: string;
  readonly smtpUrl: string;
};

export async function startOrderProcess({ userUrl, catalogUrl, paymentUrl, smtpUrl }: Around) {
  await using open = new AsyncDisposableStack();
  const [port, metricsPort] = [await freePort(), await freePort()];
  const amqpUrl = await testAmqpUrl("web-order");
  const child = spawn(process.execPath, [main], {
    env: {
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      MONGO_URL: testDatabaseUrl(`web-order-${randomUUID().slice(0, 8)}`),
      AMQP_URL: amqpUrl,
      REDIS_URL: testRedisUrl(),
      USER_URL: userUrl,
      CATALOG_URL: catalogUrl,
      PAYMENT_URL: paymentUrl,
      SMTP_URL: smtpUrl,
      LOG_LEVEL: "error",
    },
    stdio: "ignore",
  });
  open.defer(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
  const own = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${own}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady, "the order service is ready");
  const lost = new Set<string>();
  const wire = open.use(await startServer((request, response) => pass(own, request, response, lost)));
  const opened = open.move();
  return {
    url: wire.url,
    /** By itself, without the wire. */
    ownUrl: own,
    amqpUrl,
    /** The next answer to a request with this key does not arrive; what it asked for is done. */
    loseAnswer: (key: string): void => void lost.add(`"${key}"`),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function pass(url: string, request: IncomingMessage, response: ServerResponse, lost: Set<string>): void {
  const isLost = lost.delete(String(request.headers["idempotency-key"]));
  const sent = send(url + request.url, { method: request.method, headers: request.headers }, (answer) => {
    if (isLost) return void answer.resume().once("end", () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  sent.once("error", () => response.destroy());
  response.once("close", () => !isLost && sent.destroy());
  request.pipe(sent);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
