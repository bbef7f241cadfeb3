/** A shop of its own, a part of which is away: what can be shown is shown, what is missing says so, each order is one. */
import { openLosingWire } from "@shop/testing/losing-wire";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBarriers, findFaults, overflowOf } from "./accessible.ts";
import { fillIn, home, noticeOn, placeOrder, press, says, valueIn } from "./buying.ts";
import { signIn } from "./customers.ts";
import { openOwnShop, pressUntilOver, pressUntilPlaced, type OwnShop } from "./own-shop.ts";
import { openPage } from "./people.ts";
import { inRounds, rounds } from "./rounds.ts";
import { ordersOf } from "./staff.ts";

let shop: OwnShop;
beforeAll(async () => {
  shop = await openOwnShop();
}, 240_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test("the catalog is away: parts that are missing say so, and no order is placed until it is back", async () => {
  const [page, other] = [await shop.open(), await shop.open()];
  const sku = await shop.goToCheckout(page);
  await other.goto(`/p/${sku}`);
  await shop.without("catalog", async () => {
    await other.reload();
    expect(await other.locator("h1").innerText()).toContain(sku);
    for (const [address, text] of [
      ["/", "Our categories cannot be shown just now"],
      ["/search?q=lamp", "The products cannot be shown just now"],
      [`/p/${sku}/reviews`, "The reviews cannot be shown just now"],
    ] as const) {
      await other.goto(address);
      expect(await says(other)).toContain(text);
      expect(await findFaults(other)).toEqual([]);
    }
    await press(page, "Place order");
    await expect
      .poll(() => noticeOn(page))
      .toContain("Your order was not placed: what is in stock cannot be asked");
    expect(await valueIn(page, "City")).toBe(home.City);
  });
  await pressUntilPlaced(page);
  await shop.expectOneOrder(page, sku);
});

test("the orders are away: bag and order say so, an account shows the rest, and pressing again is one order", async () => {
  const [page, placed, known] = [await shop.open(), await shop.open(), await shop.open()];
  const sku = await shop.goToCheckout(page);
  await shop.goToCheckout(placed);
  await placeOrder(placed);
  await signIn(known, await shop.customer());
  const product = await shop.open();
  await product.goto(`/p/${sku}`);
  await shop.without("order", async () => {
    await press(product, "Add to bag");
    await expect.poll(() => noticeOn(product)).toContain("It could not be put into your bag just now.");
    await known.goto("/account");
    expect(await says(known)).toContain("Hello, Ana");
    expect(await says(known)).toContain("This cannot be shown just now. It is not lost");
    for (const [tab, address, text] of [
      [placed, "/bag", "Your bag cannot be reached just now."],
      [placed, placed.url(), "This order cannot be shown just now. It is not lost"],
      [known, "/account/orders", "This cannot be shown just now. It is not lost"],
    ] as const) {
      await tab.goto(address);
      expect(await says(tab)).toContain(text);
      expect(await findFaults(tab)).toEqual([]);
    }
    await press(page, "Place order");
    await expect.poll(() => noticeOn(page)).toContain("Press again: you cannot be charged twice.");
    expect(await valueIn(page, "Name")).toBe("Alice");
  });
  await pressUntilPlaced(page);
  await shop.expectOneOrder(page, sku);
  await press(product, "Add to bag");
  await expect.poll(() => noticeOn(product)).toContain("is in your bag.");
});

test("the accounts are away: a guest goes on buying, and whoever wants to sign in is told to come back", async () => {
  const [page, known, other] = [await shop.open(), await shop.open(), await shop.open()];
  const customer = await shop.customer();
  await signIn(known, customer);
  const sku = await shop.goToCheckout(page);
  await shop.without("user", async () => {
    await other.goto("/sign-in");
    await fillIn(other, { "E-mail": customer.email, Password: customer.password });
    await press(other, "Sign in");
    await expect.poll(() => noticeOn(other)).toContain("You cannot sign in just now. Nothing is lost");
    expect(await valueIn(other, "E-mail")).toBe(customer.email);
    await known.goto("/account/addresses");
    expect(await says(known)).toContain("This cannot be shown just now. It is not lost");
    expect(await findFaults(known)).toEqual([]);
    await other.goto(`/p/${sku}`);
    await press(other, "Add to bag");
    await expect.poll(() => noticeOn(other)).toContain("It could not be put into your bag just now.");
    await pressUntilPlaced(page);
  });
  await shop.expectOneOrder(page, sku);
  await known.goto("/account");
  expect(await says(known)).toContain("Hello, Ana");
});

test("the pages are away: those that were shown are shown, others say when to come, and what was sent is said to be open", async () => {
  const [page, other] = [await shop.open(), await shop.open()];
  const sku = await shop.sell(5);
  await page.goto(`/p/${sku}`);
  await untilKept(other, page.url());
  await shop.without("web", async () => {
    await press(page, "Add to bag");
    await expect
      .poll(() => page.locator("#notice [role=alert]").innerText())
      .toBe("This part of the shop does not answer just now. Try again in a second.");
    await other.goto(page.url());
    expect(await other.locator("h1").innerText()).toContain(sku);
    await other.goto("/bag");
    expect(await says(other)).toContain("We will be right back");
    expect(await other.locator("footer code").innerText()).toMatch(/^[\w-]{8,}$/);
    // Its colours are the browser's own, which axe takes for white behind whatever the text is.
    expect(await findBarriers(other, { without: "color-contrast" })).toEqual([]);
    expect(await overflowOf(other)).toBe(0);
  });
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("is in your bag.");
});

/** What has just been put on sale may be purged some more times. */
async function untilKept(page: Page, address: string): Promise<void> {
  await expect.poll(async () => (await page.goto(address))?.headers()["cache-status"]).toContain("hit");
}

test("the orders do not answer: it may have been placed, and pressed again it is one order", async () => {
  const page = await shop.open();
  const sku = await shop.goToCheckout(page);
  await shop.process("order").kill("SIGSTOP");
  try {
    await press(page, "Place order");
    await expect.poll(() => noticeOn(page), { timeout: 30_000 }).toContain("It may have been. Press again");
    expect(await valueIn(page, "Street and number")).toBe(home["Street and number"]);
    expect(await findFaults(page)).toEqual([]);
  } finally {
    await shop.process("order").kill("SIGCONT");
  }
  await pressUntilPlaced(page);
  await shop.expectOneOrder(page, sku);
});

test(
  `after an answer that was lost, pressed again, reloaded or gone back to: one order, one charge, ${rounds} times`,
  { timeout: 240_000 },
  async () => {
    await using opened = new AsyncDisposableStack();
    const wire = opened.use(await openLosingWire(shop.urls.order));
    const web = await shop.startReplica("web", { ORDER_URL: wire.url });
    const gateway = await shop.startReplica("gateway", { WEB_URL: web.url });
    await inRounds(async (round) => {
      const page = await openPage({ baseURL: gateway.url, javaScriptEnabled: round % 2 === 0 });
      const sku = await shop.goToCheckout(page);
      const key = await page.locator(`input[name="key"]`).inputValue();
      wire.loseAnswer(key);
      const sent = page.waitForResponse((answer) => answer.request().method() === "POST");
      await press(page, "Place order");
      expect((await sent).status()).toBe(504);
      await expect
        .poll(() => noticeOn(page))
        .toContain("It may have been. Press again: you cannot be charged twice.");
      expect(await page.locator(`input[name="key"]`).inputValue()).toBe(key);
      // By then it is being placed, or it is, and the bag is empty.
      if (round % 4 < 2) await expect.poll(() => ordersOf(shop, sku)).toBe(1);
      if (round % 3 === 1) await page.reload();
      if (round % 3 === 2) await page.goBack();
      await pressUntilOver(page);
      await shop.expectOneOrder(page, sku);
      await page.context().close();
    });
  },
);

test("too much at once: a page says in how many seconds, and what was pressed on a page says so there", async () => {
  const { url: baseURL } = await shop.startReplica("gateway", { RATE_LIMIT_BURST: "100" });
  const [page, product] = [await openPage({ baseURL }), await openPage({ baseURL })];
  await product.goto(`/p/${await shop.sell(5)}`);
  await fillIn(product, { Quantity: "3" });
  await useUp(page);
  await press(product, "Add to bag");
  await expect.poll(() => product.locator("#notice [role=alert]").innerText()).toMatch(inSeconds);
  expect(await valueIn(product, "Quantity")).toBe("3");
  await useUp(page);
  await page.goto("/bag");
  expect(await says(page)).toMatch(/too many requests from here/);
  expect(await says(page)).toMatch(inSeconds);
  expect(await findBarriers(page, { without: "color-contrast" })).toEqual([]);
});

const inSeconds = /Try again in (a second|\d+ seconds)\./;

/** All that may be asked for in ten seconds, in the least time. */
async function useUp(page: Page): Promise<void> {
  const ask = async () => (await page.request.get("/bag", { headers: { accept: "text/html" } })).status();
  const askMany = () => Promise.all(Array.from({ length: 20 }, ask));
  while (!(await askMany()).includes(429));
}
