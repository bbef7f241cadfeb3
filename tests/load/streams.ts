/**
 * What followers of orders cost one order service: `node tests/load/streams.ts` starts a shop of its own, opens 10,000
 * streams (nine of ten follow one order, the others a hundred), and says what the service's memory is with them and when
 * the last of them has seen a change. Figures are of this run on this machine.
 */
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { requestOf } from "@shop/client/to-request";
import { anOrder, api, newKey, openShop, untilFinal, type Person } from "../test-shop.ts";

const listeners = 10_000;
const ofOne = 9_000;
const others = 100;
const atOnce = 100;

type Listener = { readonly id: string; readonly socket: Socket; readonly seen: Promise<number> };

await using shop = await openShop();
await shop.startBroker();
const order = shop.process("order");
const { hostname, port } = new URL(order.url);
const sku = await shop.sell(1_000);

async function memoryMb(): Promise<number> {
  const status = await readFile(`/proc/${order.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

async function buy(): Promise<{ readonly person: Person; readonly id: string }> {
  const person = await shop.guest();
  const { body } = await person.placeOrder({ body: anOrder(sku), ...newKey() });
  await untilFinal(person, body.id);
  return { person, id: body.id };
}

/** By order, in ms of this process's clock. */
const cancelledAt = new Map<string, number>();

async function cancel({ person, id }: Awaited<ReturnType<typeof buy>>): Promise<void> {
  cancelledAt.set(id, performance.now());
  await person.cancelOrder({ params: { id } });
}

/** `seen`: when the news of its end has come, in ms of this process's clock. */
async function listen({ person, id }: { readonly person: Person; readonly id: string }): Promise<Listener> {
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(
    `GET ${requestOf(api.streamOrder, { params: { id } }).path} HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer ${person.token}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  const { promise: begun, resolve: begin, reject: refuse } = Promise.withResolvers<void>();
  const { promise: seen, resolve: see } = Promise.withResolvers<number>();
  let hasBegun = false;
  socket.on("data", (part: Buffer) => {
    if (!hasBegun && !part.includes("HTTP/1.1 200")) refuse(new Error(part.toString()));
    hasBegun = true;
    if (part.includes("order.confirmed")) begin();
    if (part.includes("event: order.cancelled")) see(performance.now());
  });
  await begun;
  return { id, socket, seen };
}

async function listenAll(wanted: readonly Parameters<typeof listen>[0][]): Promise<Listener[]> {
  const open: Listener[] = [];
  for (let first = 0; first < wanted.length; first += atOnce)
    open.push(...(await Promise.all(wanted.slice(first, first + atOnce).map(listen))));
  return open;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const ticksPerSecond = 100;

async function cpuMs(): Promise<number> {
  const fields = (await readFile(`/proc/${order.pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000;
}

async function tell(name: string, open: readonly Listener[], change: () => Promise<unknown>): Promise<void> {
  const cpuBefore = await cpuMs();
  await change();
  const times = await Promise.all(
    open.map(async ({ id, seen }) => (await seen) - (cancelledAt.get(id) ?? 0)),
  );
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  say(`| ${name} | ${open.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${(await cpuMs()) - cpuBefore} |`);
}

const hundred: Awaited<ReturnType<typeof buy>>[] = [];
while (hundred.length < others) hundred.push(await buy());
const one = await buy();
const before = await memoryMb();
const many = await listenAll(Array.from({ length: ofOne }, () => one));
const few = await listenAll(
  Array.from({ length: listeners - ofOne }, (_, index) => hundred[index % others] ?? one),
);
say(`Memory of the order service: ${before} MB before, ${await memoryMb()} MB with ${listeners} listeners\n`);
say(
  "| a change of | listeners | p50 ms | p99 ms | last ms | CPU ms of the service |\n| --- | --- | --- | --- | --- | --- |",
);
await tell("one order", many, () => cancel(one));
await tell("a hundred orders", few, async () => {
  for (let first = 0; first < others; first += 10)
    await Promise.all(hundred.slice(first, first + 10).map(cancel));
});
say(`\nMemory afterwards: ${await memoryMb()} MB`);
for (const { socket } of [...many, ...few]) socket.destroy();
