/** What every gateway finds: the upstream, and for ours a customer's token, Redis and RabbitMQ. All on the first core. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "@shop/servers/command";
import { findProgram, startServer } from "@shop/servers/ladder";
import { findFreePort } from "@shop/servers/port";
import type { Server, ServerName } from "@shop/servers/program";
import { createTestTokens } from "@shop/testing/tokens";
import { bytesOfAnswer } from "./answer-size.ts";
import { pinOurselves, root, run, type Running, type Site } from "./site.ts";

export type Surroundings = AsyncDisposable & { readonly site: Site; readonly upstream: Running };

export async function openSurroundings(env: Environment, say: (line: string) => void): Promise<Surroundings> {
  await using open = new AsyncDisposableStack();
  const isPinned = await pinOurselves(env);
  const folder = await mkdtemp(join(tmpdir(), "shop-gateways-"));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const packages = join(root, ".data/packages");
  const start = async (name: ServerName): Promise<Server> => {
    const program = await findProgram(name, { env, packages, say });
    return open.use(
      await startServer(name, program, { folder: join(folder, name), port: await findFreePort() }),
    );
  };
  const [redis, rabbitmq] = await Promise.all([start("redis"), start("rabbitmq")]);
  const tokens = createTestTokens();
  const port = await findFreePort();
  const upstream = open.use(
    await run({
      name: "upstream",
      file: process.execPath,
      args: [join(import.meta.dirname, "upstream.ts")],
      env: { ...env, NODE_ENV: "production", PORT: `${port}`, JWKS: paddedKeys(tokens.jwks.keys) },
      port,
    }),
  );
  const site: Site = {
    env,
    isPinned,
    folder,
    upstreamPort: port,
    redisUrl: redis.url,
    amqpUrl: rabbitmq.url,
    token: () => tokens.tokenFor({ id: randomUUID(), role: "customer" }),
  };
  const opened = open.move();
  return { site, upstream, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** A second key, which nobody signs with, brings the answer to the size of the others. */
function paddedKeys(keys: readonly object[]): string {
  const [second] = createTestTokens("").jwks.keys;
  const room = bytesOfAnswer - JSON.stringify({ keys: [...keys, second] }).length;
  return JSON.stringify({ keys: [...keys, { ...second, kid: "x".repeat(room) }] });
}
