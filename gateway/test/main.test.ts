/** The process as it is started, with nothing of what it needs. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./free-port.ts";
import { afterEach, expect, test, vi } from "vitest";
import { problemIn } from "./gateway.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
let gateway: ChildProcess | undefined;
afterEach(() => void gateway?.kill("SIGKILL"));

test("it starts while everything it needs is away, says so, and ends when told to", async () => {
  const port = await findFreePort();
  const away = "127.0.0.1:1";
  const env = {
    HOST: "127.0.0.1",
    PORT: String(port),
    METRICS_PORT: String(await findFreePort()),
    LOG_LEVEL: "error",
    CATALOG_URL: `http://${away}`,
    USER_URL: `http://${away}`,
    ORDER_URL: `http://${away}`,
    WEB_URL: `http://${away}`,
    REDIS_URL: `redis://${away}`,
    AMQP_URL: `amqp://${away}`,
  };
  gateway = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { text: "" };
  gateway.stdout?.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
  gateway.stderr?.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
  const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
  await vi.waitFor(async () => expect((await get("/health/ready")).status).toBe(200), {
    timeout: 20_000,
  });

  expect(await (await get("/health/ready")).json()).toEqual({
    status: "degraded",
    services: { catalog: "unavailable", user: "unavailable", order: "unavailable", web: "unavailable" },
  });
  expect(await problemIn(await get("/products"))).toMatchObject({ status: 503, code: "service.unavailable" });
  expect(await problemIn(await get("/internal/quotes"))).toMatchObject({ status: 404 });
  expect((await get("/me", { authorization: "Bearer e30.e30.e30" })).status).toBe(401);

  gateway.kill("SIGTERM");
  expect(await once(gateway, "exit")).toEqual([0, null]);
  expect(output.text).toBe("");
});
