/** The backing servers as testcontainers; undefined when no engine answers or it has not got the image. */
import { RabbitMQContainer } from "@testcontainers/rabbitmq";
import { RedisContainer } from "@testcontainers/redis";
import { GenericContainer, Wait } from "testcontainers";
import type { Environment } from "@shop/servers/command";
import { hasEngine, hasImage, images } from "@shop/servers/docker";
import { mongodSettings } from "@shop/servers/mongod";
import { findFreePort } from "@shop/servers/port";
import type { ServerName } from "@shop/servers/program";

export type BackingServer = AsyncDisposable & {
  readonly url: string;
  readonly adminUrl?: string | undefined;
};

const start: Readonly<Record<ServerName, (image: string) => Promise<BackingServer>>> = {
  async mongodb(image) {
    const port = await findFreePort();
    const container = await new GenericContainer(image)
      .withCommand(["mongod", ...mongodSettings, "--port", `${port}`, "--bind_ip_all"])
      .withExposedPorts({ container: port, host: port })
      .withTmpFs({ "/data/db": "rw" })
      .withWaitStrategy(Wait.forListeningPorts())
      .start();
    return running(`mongodb://127.0.0.1:${port}/?replicaSet=rs0`, container);
  },
  async redis(image) {
    const container = await new RedisContainer(image).start();
    return running(container.getConnectionUrl(), container);
  },
  async rabbitmq(image) {
    const container = await new RabbitMQContainer(image).withStartupTimeout(90_000).start();
    const adminUrl = `http://guest:guest@${container.getHost()}:${container.getMappedPort(15672)}`;
    return { ...running(container.getAmqpUrl(), container), adminUrl };
  },
};

const running = (url: string, container: { stop(): Promise<unknown> }): BackingServer => ({
  url,
  async [Symbol.asyncDispose]() {
    await container.stop();
  },
});

export async function startTestcontainer(
  name: ServerName,
  env: Environment,
): Promise<BackingServer | undefined> {
  const { image } = images[name];
  if (!(await hasEngine(env)) || !(await hasImage(image, env))) return undefined;
  return await start[name](image).catch(() => undefined);
}
