import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { findFreePorts, findTakenPorts, readPorts } from "./ports.ts";

test("every port has its usual place, and metrics are 1000 above their process", () => {
  expect(readPorts({})).toMatchObject({ gateway: 8080, catalog: 8081, gatewayMetrics: 9080, mail: 1080 });
  expect(readPorts({ PORT: "3000" })).toMatchObject({ gateway: 3000, gatewayMetrics: 4000, catalog: 8081 });
});

test.each(["abc", "0", "70000", "80.5"])("PORT=%s is refused in a plain sentence", (port) =>
  expect(() => readPorts({ PORT: port })).toThrow(
    `PORT=${port} is not a port: give a whole number from 1 to 65535.`,
  ),
);

test("a free port is one that no outgoing connection is given while its server is away", async () => {
  const ports = Object.values(await findFreePorts());
  expect(Math.min(...ports)).toBeGreaterThan(1_024);
  // Linux begins at 32768, macOS and Windows at 49152.
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test("a taken port is reported with the variable that moves it", async () => {
  const ports = await findFreePorts();
  const other = createServer().listen(ports.order, "127.0.0.1");
  await once(other, "listening");
  try {
    const [sentence, ...more] = await findTakenPorts(ports, "127.0.0.1");
    expect(sentence).toMatch(new RegExp(`^Port ${ports.order} \\(order\\) is taken .* ORDER_PORT=\\d+\\.$`));
    expect(more).toEqual([]);
  } finally {
    other.close();
  }
});
