/** The process that renders the pages is killed again and again while people shop; there are two of it. */
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { ShopProcess } from "@shop/local/shop-process";
import { browse } from "@shop/testing/browse";
import { openPlainBrowser, type Page } from "@shop/testing/plain-browser";
import { seeded } from "@shop/testing/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";

const shoppers = 50;
/** A fast machine serves so many people between two kills: others follow them until it has died so often. */
const leastKills = 3;
const stock = 2_000;
const seed = randomInt(2 ** 31);

let shop: TestShop;
let webs: readonly [ShopProcess, ShopProcess];
let address: string;
beforeAll(async () => {
  shop = await openShop();
  webs = [shop.process("web"), await shop.startReplica("web")];
  const gateway = await shop.startReplica("gateway", { WEB_URL: webs.map(({ url }) => url).join(",") });
  address = gateway.url;
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const styles = /<link rel="stylesheet" href="([^"]+)"/;
/** The gateway's own page, which needs nobody: it is no page of the shop. */
const isRefusal = ({ status }: Page): boolean => status >= 500;

/** As somebody does who sees an error or nothing at all: presses again, until a page comes. */
async function untilAnswered(act: () => Promise<Page>, seen: Set<string>): Promise<Page> {
  for (const until = performance.now() + 120_000; performance.now() < until; await pause(50)) {
    const page = await act().catch(() => undefined);
    if (page && !isRefusal(page)) {
      const [, sheet] = styles.exec(page.html) ?? [];
      expect({ path: page.path, sheet }).toMatchObject({ sheet: expect.any(String) });
      seen.add(sheet ?? "");
      return page;
    }
  }
  throw new Error("There was no page for a long time");
}

const typedBy = (number: number) => ({
  email: `shopper-${number}@example.com`,
  name: `Shopper ${number}`,
  line1: "Main St 1",
  city: "Berlin",
  country: "DE",
});

/** Answers the order's id. The first time the postcode is forgotten. */
async function buy(number: number, sku: string, seen: Set<string>): Promise<string> {
  const browser = openPlainBrowser(address);
  const again = (act: () => Promise<Page>) => untilAnswered(act, seen);
  await again(() => browser.open("/"));
  const bag = await again(async () => {
    // Put in before an answer was lost, it is there already.
    const there = await browser.open("/bag");
    return there.text.includes(`Thing ${sku}`) || isRefusal(there)
      ? there
      : browser.post("/bag/lines", { sku, quantity: "1" });
  });
  expect(bag.text).toContain(`Thing ${sku}`);
  const checkout = await again(() => browser.open("/checkout"));
  const typed = typedBy(number);
  const refused = await again(() => checkout.submit("/checkout", typed, "Place order"));
  expect(refused.status).toBe(400);
  const kept = Object.entries(typed).map(([name]) => [name, refused.form("/checkout").values[name]?.[0]]);
  expect(Object.fromEntries(kept)).toEqual(typed);
  const placed = await again(() => refused.submit("/checkout", { postalCode: "10115" }, "Place order"));
  const [, id = ""] = /^\/order\/([\w-]+)/.exec(placed.path) ?? [];
  expect({ id, said: placed.text }).not.toMatchObject({ id: "" });
  return id;
}

/** Kills one of them, sometimes both, and starts it again, until nobody shops any more. */
async function killWhile(isOver: () => boolean, onKill: () => void): Promise<void> {
  const random = seeded(seed, "kills");
  while (!isOver()) {
    const victims = random.chance(0.2) ? webs : [random.pick(webs)];
    await Promise.all(victims.map((web) => web.kill("SIGKILL")));
    onKill();
    await pause(random.whole(0, 300));
    for (const web of victims) {
      await web.start();
      await web.waitReady();
    }
    await pause(random.whole(0, 1_500));
  }
}

test(`${shoppers} people at a time buy while it dies under them (seed ${seed}): each has one order and one charge`, async () => {
  const sku = await shop.sell(stock);
  const seen = new Set<string>();
  const ids: string[] = [];
  const died = { times: 0 };
  let isOver = false;
  const killing = killWhile(
    () => isOver,
    () => (died.times += 1),
  );
  try {
    while (died.times < leastKills) {
      const wave = Array.from({ length: shoppers }, (_, number) => buy(ids.length + number, sku, seen));
      ids.push(...(await Promise.all(wave)));
    }
  } finally {
    isOver = true;
  }
  await killing;
  const sold = ids.length;
  expect(new Set(ids).size).toBe(sold);

  const admin = await shop.logIn("admin");
  const left = async () => {
    const { body } = await admin.getStock({ params: { sku } });
    return [body.onHand, body.available];
  };
  await expect.poll(left, { timeout: 60_000 }).toEqual([stock - sold, stock - sold]);
  const charges = await Promise.all(ids.map((id) => shop.charges(id)));
  expect(charges.map((all) => all.filter(({ status }) => status === "captured").length)).toEqual(
    ids.map(() => 1),
  );
  for (const sheet of seen) {
    const { status, headers } = await browse(address + sheet);
    expect([status, headers["content-type"]]).toEqual([200, expect.stringContaining("text/css")]);
  }
}, 240_000);
