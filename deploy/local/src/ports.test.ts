import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { choosePorts, findFreePorts, findTakenPorts, readPorts } from "./ports.ts";

test("every port has its usual place, and metrics are 1000 above their process", () => {
  expect(readPorts({})).toMatchObject({
    gateway: 8080,
    catalog: 8081,
    web: 8084,
    gatewayMetrics: 9080,
    webMetrics: 9084,
    mail: 1080,
  });
  expect(readPorts({ PORT: "3000" })).toMatchObject({ gateway: 3000, gatewayMetrics: 4000, catalog: 8081 });
});

test.each(["abc", "0", "70000", "80.5"])("PORT=%s is refused in a plain sentence", (port) =>
  expect(() => readPorts({ PORT: port })).toThrow(
    `PORT=${port} is not a port: give a whole number from 1 to 65535.`,
  ),
);

async function holding(ports: readonly number[]): Promise<AsyncDisposable> {
  const servers = ports.map((port) => createServer().listen(port, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map((server) => once(server.close(), "close")));
    },
  };
}

test("a free port is one that no outgoing connection is given while its server is away", async () => {
  const ports = Object.values(await findFreePorts());
  expect(Math.min(...ports)).toBeGreaterThan(1_024);
  // Linux begins at 32768, macOS and Windows at 49152.
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test("a taken port is reported with the variable that moves it", async () => {
  const ports = await findFreePorts();
  await using other = await holding([ports.order]);
  expect(other).toBeDefined();
  const [sentence, ...more] = await findTakenPorts(ports, "127.0.0.1");
  expect(sentence).toMatch(new RegExp(`^Port ${ports.order} \\(order\\) is taken .* ORDER_PORT=\\d+\\.$`));
  expect(more).toEqual([]);
});

/** Of a machine where these ports are taken, whatever others do on this one. */
const takenAre =
  (...taken: readonly number[]) =>
  async (port: number) =>
    !taken.includes(port);

test("a suggested port is free, not one that the shop wants itself, and another for each", async () => {
  const ports = {
    ...(await findFreePorts()),
    gateway: 18_080,
    sandbox: 18_090,
    catalog: 18_081,
    order: 18_091,
  };
  const isFree = takenAre(18_080, 18_081, 18_092);
  const sentences = await findTakenPorts(ports, "127.0.0.1", { isFree, waitMs: 0 });
  expect(sentences.map((sentence) => /(\w+=\d+)\.$/.exec(sentence)?.[1])).toEqual([
    "PORT=18093",
    "CATALOG_PORT=18094",
  ]);
});

test("two processes that were given one port are told apart before they start", async () => {
  const ports = { ...(await findFreePorts()), user: 18_181, order: 18_181 };
  expect(await findTakenPorts(ports, "127.0.0.1", { isFree: takenAre() })).toEqual([
    "Port 18181 (order) is wanted twice by the shop itself: choose another port with ORDER_PORT=18191.",
  ]);
});

test("a server has the ports of last time, but none that is taken or that the shop's own processes will have", async () => {
  const { gateway: free, catalog: taken, user: reserved } = await findFreePorts();
  await using other = await holding([taken]);
  expect(other).toBeDefined();
  const [first, second, third, ...more] = await choosePorts(3, [reserved], [free, taken, reserved]);
  expect(first).toBe(free);
  expect([taken, reserved]).not.toContain(second);
  expect([taken, reserved, second]).not.toContain(third);
  expect(more).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "a port that a connection holds is no other program's: it is waited for",
  async () => {
    const server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(client, "connect");
    const ports = { ...(await findFreePorts()), order: client.localPort ?? 0 };
    const said: string[] = [];
    const looking = findTakenPorts(ports, "127.0.0.1", { say: (line) => said.push(line), waitMs: 10_000 });
    await expect.poll(() => said).toHaveLength(1);
    expect(said[0]).toContain(`Port ${ports.order} (order) is held by a connection`);
    // Reset, not closed: its port is free at once.
    client.resetAndDestroy();
    expect(await looking).toEqual([]);
    server.close();
  },
);
