/** The user service as its own process, as it is run. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { until } from "@shop/testing/until";
import { freePort } from "./order-process.ts";

const main = fileURLToPath(new URL("../../user/src/main.ts", import.meta.url));

export async function startUserProcess({ smtpUrl }: { readonly smtpUrl: string }) {
  await using open = new AsyncDisposableStack();
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [main], {
    env: {
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      MONGO_URL: testDatabaseUrl(`web-user-${randomUUID().slice(0, 8)}`),
      AMQP_URL: await testAmqpUrl("web-user"),
      REDIS_URL: testRedisUrl(),
      SMTP_URL: smtpUrl,
      LOG_LEVEL: "error",
      LOGIN_FAILURES_PER_ADDRESS: "1000000",
    },
    stdio: "ignore",
  });
  open.defer(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady, "the user service is ready");
  const opened = open.move();
  return { url, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
