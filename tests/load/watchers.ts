/**
 * What people who watch their orders cost the process that renders the pages: `node tests/load/watchers.ts` starts a shop
 * of its own, lets twenty people buy by its pages, opens a thousand live timelines, and says what `web` holds with
 * them and when the last one has heard of a change. Figures are of this run on this machine.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { requestOf } from "@shop/client/to-request";
import { webApi } from "@shop/contracts/web/api";
import { openPlainBrowser, type PlainBrowser } from "@shop/testing/plain-browser";
import { openShop } from "../test-shop.ts";
import { cpuSecondsOf, megabytesOf } from "./shop-cpu.ts";

const people = 20;
const watchersOfEach = 50;
const atOnce = 50;
const quietMs = 20_000;

type Order = { readonly id: string; readonly cookie: string; readonly browser: PlainBrowser };
type Watcher = { readonly socket: Socket; readonly order: Order; readonly heard: Promise<number> };

await using shop = await openShop();
const web = shop.process("web");
const sku = await shop.sell(1_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function buy(number: number): Promise<Order> {
  const browser = openPlainBrowser(shop.gatewayUrl);
  await browser.post(webApi.addToBag.path, { sku, quantity: "1" });
  const checkout = await browser.open("/checkout");
  const typed = {
    email: `watcher-${number}@example.com`,
    name: `Watcher ${number}`,
    line1: "Main St 1",
    postalCode: "10115",
    city: "Berlin",
    country: "DE",
  };
  const page = await checkout.submit("/checkout", typed, "Place order");
  const [, id] = /^\/order\/([\w-]+)/.exec(page.path) ?? [];
  if (id === undefined) throw new Error(`${page.status} at ${page.path}: ${page.text.slice(0, 300)}`);
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ");
  return { id, cookie, browser };
}

/** Straight at `web`, as the gateway would pass it on. `heard`: of the order's end, in ms of this process's clock. */
async function watch(order: Order): Promise<Watcher> {
  const { hostname, port } = new URL(web.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const { path } = requestOf(webApi.followOrder, { params: { id: order.id } });
  const fields = [`Host: ${hostname}`, `Cookie: ${order.cookie}`, "Accept: text/event-stream"];
  socket.write(`GET ${path} HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
  const { promise: begun, resolve: begin, reject: refuse } = Promise.withResolvers<void>();
  const { promise: heard, resolve: hear } = Promise.withResolvers<number>();
  socket.on("data", (part: Buffer) => {
    if (part.includes("HTTP/1.1") && !part.includes("HTTP/1.1 200")) refuse(new Error(part.toString()));
    begin();
    if (part.includes("order.cancelled")) hear(performance.now());
  });
  await begun;
  return { socket, order, heard };
}

const orders: Order[] = [];
while (orders.length < people) orders.push(await buy(orders.length));
await pause(quietMs);
const before = await megabytesOf(web.pid);
const wanted = orders.flatMap((order) => Array.from({ length: watchersOfEach }, () => order));
const watchers: Watcher[] = [];
for (let first = 0; first < wanted.length; first += atOnce)
  watchers.push(...(await Promise.all(wanted.slice(first, first + atOnce).map(watch))));
await pause(quietMs);
say(`web: ${before} MB before, ${await megabytesOf(web.pid)} MB with ${watchers.length} people watching\n`);

const cpuBefore = await cpuSecondsOf(web.pid);
const cancelledAt = new Map<string, number>();
for (const { id, browser } of orders) {
  cancelledAt.set(id, performance.now());
  await browser.post(requestOf(webApi.cancel, { params: { id }, body: {} }).path, {});
}
const times = await Promise.all(
  watchers.map(async ({ heard, order: { id } }) => (await heard) - (cancelledAt.get(id) ?? 0)),
);
const sorted = times.toSorted((a, b) => a - b);
const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
say(
  `each of ${people} orders is cancelled; heard of after: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, last ${at(1)} ms`,
);
say(`web: ${Math.round(((await cpuSecondsOf(web.pid)) - cpuBefore) * 1_000)} ms of CPU for all of it`);
for (const { socket } of watchers) socket.destroy();
