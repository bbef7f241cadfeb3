/** From the checkout to the order's page and its mails: before the real order service. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alice, place } from "./a-checkout.ts";
import {
  atCheckout,
  cover,
  orderIn,
  runCheckout,
  untilSays,
  type RunningCheckout,
} from "./running-checkout.ts";

let shop: RunningCheckout;

beforeAll(async () => {
  shop = await runCheckout();
}, 90_000);
afterAll(() => shop[Symbol.asyncDispose]());

test("a price that has changed meanwhile is shown with both figures, and pressed again it is ordered", async () => {
  const { visitor, page } = await atCheckout(shop);
  shop.sells({ price: euros(2999) });
  try {
    const again = await place(page);
    expect(again.texts(".notice").join()).toContain("The total is now €34.89. You saw €24.89.");
    expect(await shop.ordersOf(visitor)).toEqual([]);
    orderIn(await place(again, {}));
    expect((await shop.ordersOf(visitor))[0]?.total).toEqual(euros(3489));
  } finally {
    shop.sells();
  }
});

test.each([
  ["sold out", { available: 0 }, "Sold out"],
  ["fewer", { available: 2 }, "Only 2 left"],
])("what is %s meanwhile is not ordered, and nothing that was typed is lost", async (_, changes, said) => {
  const { visitor, page } = await atCheckout(shop, 5);
  shop.sells(changes);
  try {
    const again = await place(page);
    expect([again.status, again.form("/checkout").values["line1"]]).toEqual([400, ["Main St 1"]]);
    expect(again.text).toContain(said);
    expect(await shop.ordersOf(visitor)).toEqual([]);
    const next = await again.submit("/checkout", {}, "Go on with what there is");
    if (changes.available === 0) {
      expect([next.path, next.form("/checkout").values["line1"]]).toEqual(["/checkout", ["Main St 1"]]);
      expect(next.text).toContain("Your bag is empty");
    } else orderIn(await place(next, {}));
  } finally {
    shop.sells();
  }
});

test("a postcode that is missing is asked for, and a declined card leaves bag and address for another one", async () => {
  const { visitor, page } = await atCheckout(shop);
  const again = await place(page, { ...alice, postalCode: "" });
  expect([again.status, again.texts("[data-focus] a")]).toEqual([400, ["Enter postcode"]]);
  const id = orderIn(await place(again, { postalCode: "10115", card: "tok_insufficient_funds" }));
  await shop.reserve(id);
  const declined = await untilSays(visitor, id, "There was not enough money on the card.");
  expect((await visitor.open("/bag")).texts("li.line")).toHaveLength(1);
  const retry = await declined.follow("Try another card");
  expect(retry.form("/checkout").values).toMatchObject({ line1: ["Main St 1"], postalCode: ["10115"] });
  const second = orderIn(await place(retry, { card: "tok_ok" }));
  await shop.fulfil(second);
  await untilSays(visitor, second, "Confirmed");
});

test(
  "the mails' links open the order: in the same browser, and for whoever asked by its number in any",
  { timeout: 60_000 },
  async () => {
    const { visitor, page } = await atCheckout(shop);
    const email = `${randomUUID()}@example.com`;
    const id = orderIn(await place(page, { ...alice, email }));
    await shop.fulfil(id);
    const linkIn = async (count: number): Promise<string> => {
      const [caught] = await until(() => {
        const mails = shop.mail.mailsTo(email);
        return mails.length >= count && mails.slice(count - 1);
      }, `mail ${count} has come`);
      const link = /http:\/\/localhost:8080(\/order\/[^\s"<]+)/.exec(caught!.text)?.[1];
      return link ?? "";
    };
    const confirmed = await visitor.open(await linkIn(1));
    const number = confirmed.heading.replace("Order ", "");
    expect(confirmed.text).toContain("Confirmed");
    const stranger = shop.browser();
    expect((await stranger.open(`/order/${id}`)).status).toBe(404);
    await (await stranger.open("/find-order")).submit("/find-order", { number, email });
    const opened = await stranger.open(await linkIn(2));
    expect([opened.status, opened.heading]).toEqual([200, `Order ${number}`]);
    expect((await stranger.open(`${opened.path}x`)).status).toBe(404);
  },
);

test("the page of an order is told of each thing that happens, after what it shows", async () => {
  const { visitor, page } = await atCheckout(shop);
  const placed = await place(page);
  const id = orderIn(placed);
  const follow = placed.all("[data-follow]")[0]!.attrs.find(({ name }) => name === "data-follow")!.value;
  const ending = new AbortController();
  const session = visitor.cookies.get("session")!.value;
  const headers = { cookie: `session=${session}` };
  const response = await fetch(shop.url + follow, { headers, signal: ending.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let told = "";
  const reading = (async () => {
    for await (const part of response.body!) told += Buffer.from(part).toString();
  })().catch(() => undefined);
  await shop.fulfil(id);
  await until(() => told.includes("order.confirmed"), "it is told that the order is confirmed");
  expect(told).not.toContain("order.placed");
  expect(told).not.toContain("event:");
  ending.abort();
  await reading;
  const other = shop.browser();
  await other.post("/bag/lines", { sku: cover.sku });
  const others = { cookie: `session=${other.cookies.get("session")!.value}` };
  expect((await fetch(shop.url + follow, { headers: others })).status).toBe(404);
  expect((await fetch(shop.url + follow)).status).toBe(404);
});
