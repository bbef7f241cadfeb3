/**
 * The order service as its own process, as it is run, among a catalog and a user service that say what they are told to.
 * Before it stands a wire on which an answer can be lost.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { openLosingWire } from "@shop/testing/losing-wire";
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
  const wire = open.use(await openLosingWire(own));
  const opened = open.move();
  return {
    url: wire.url,
    /** By itself, without the wire. */
    ownUrl: own,
    amqpUrl,
    loseAnswer: wire.loseAnswer,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
