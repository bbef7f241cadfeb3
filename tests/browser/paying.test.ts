/** Each card of the sandbox, and one order for one press of a button, however often it is pressed. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import {
  choose,
  fillIn,
  goToCheckout,
  home,
  idIn,
  placeOrder,
  press,
  putInBag,
  says,
  untilSaid,
  valueIn,
} from "./buying.ts";
import { chargesOf, openPage, people, type Look } from "./people.ts";
import { ordersOf } from "./staff.ts";
import { inRounds, rounds } from "./rounds.ts";

/** A bank that fails each time is asked for a while: that goes on while the others are tried. */
let failing: { readonly address: string; readonly storageState: NonNullable<Look["storageState"]> };

beforeAll(async () => {
  const page = await atCheckout("tok_error");
  await placeOrder(page);
  failing = { address: page.url(), storageState: await page.context().storageState() };
});

async function atCheckout(card: string, look: Look = {}): Promise<Page> {
  const page = await openPage(look);
  await putInBag(page, await people.sell(5));
  await goToCheckout(page, card);
  return page;
}

/** By the cards that the page has: what it says in the end, but for the one below. */
const outcomes = {
  tok_ok: "Confirmed",
  tok_declined: "Your bank has declined the payment.",
  tok_insufficient_funds: "There was not enough money on the card.",
  tok_slow: "Confirmed",
  tok_timeout: "Confirmed",
  tok_flaky: "Confirmed",
};

test.each(Object.entries(outcomes))(
  "with %s the order's page comes to say by itself: %s",
  async (card, text) => {
    const page = await atCheckout(card);
    const id = await placeOrder(page);
    await page.evaluate("window.isSame = true");
    expect(await untilSaid(page, text, { timeoutMs: 45_000 })).toContain("You placed the order");
    const isPaid = text === "Confirmed";
    await expect.poll(() => chargesOf(id)).toBe(isPaid ? 1 : 0);
    expect(await page.getByRole("link", { name: "Try another card" }).count()).toBe(isPaid ? 0 : 1);
    // A card that is declined at once is told by the page itself.
    if (isPaid) expect(await page.evaluate("window.isSame")).toBe(true);
  },
);

test("while a bank is slow, the page says what it waits for", async () => {
  const page = await atCheckout("tok_slow");
  await placeOrder(page);
  expect(await says(page)).toContain("We are asking the bank and setting your things aside.");
  expect(await page.locator("[data-follow]").count()).toBe(1);
  await untilSaid(page, "Confirmed");
});

test("after a declined card the bag and the address are as they were, and another card works", async () => {
  const page = await atCheckout("tok_declined");
  await placeOrder(page);
  expect(await untilSaid(page, "Your bank has declined the payment.")).toContain(
    "Your bag and your address are as you left them.",
  );
  await page.getByRole("link", { name: "Try another card" }).click();
  await page.waitForURL(/\/checkout/);
  expect(await valueIn(page, "Street and number")).toBe(home["Street and number"]);
  await choose(page, "card", "tok_ok");
  const id = await placeOrder(page);
  await untilSaid(page, "Confirmed");
  await expect.poll(() => chargesOf(id)).toBe(1);
});

test(
  `pressed twice within 50 ms, reloaded, and sent again after going back: one order and one charge, ${rounds} times`,
  { timeout: 240_000 },
  () =>
    inRounds(async (round) => {
      const page = await openPage({ javaScriptEnabled: round % 2 === 0 });
      const sku = await people.sell(5);
      await putInBag(page, sku);
      await goToCheckout(page);
      const sent = await fieldsOf(page);
      await page.locator("main").getByRole("button", { name: "Place order" }).dblclick();
      // The second click may end what the first has begun.
      await expect.poll(() => page.url()).toContain("/order/");
      await page.waitForLoadState();
      const id = idIn(page.url());
      const methods: string[] = [];
      page.on("request", (each) => void (each.isNavigationRequest() && methods.push(each.method())));
      await page.reload();
      expect([methods, idIn(page.url())]).toEqual([["GET"], id]);
      if (round % 4 < 2) await expect.poll(() => chargesOf(id), { interval: 200 }).toBe(1);
      await goBackAndPress(page, id);
      expect(await sendAgain(page, sent)).toBe(`/order/${id}`);
      await expect.poll(() => chargesOf(id), { interval: 200 }).toBe(1);
      expect(await ordersOf(people, sku)).toBe(1);
      await page.context().close();
    }),
);

const fieldsOf = (page: Page): Promise<[string, string][]> =>
  page.evaluate(`[...new FormData(document.querySelector("form:has(input[name=key])")), ["do", "place"]]`);

/** The same to the letter, as from a page that a browser has kept; answers where it leads. */
async function sendAgain(page: Page, fields: [string, string][]): Promise<string> {
  const answer = await page.request.post("/checkout", {
    data: new URLSearchParams(fields).toString(),
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" },
  });
  return new URL(answer.url()).pathname;
}

/** The bag is still there while the order is under way: it is filled in anew, and the button pressed. */
async function goBackAndPress(page: Page, id: string): Promise<void> {
  await page.goBack();
  if (new URL(page.url()).pathname === "/checkout") {
    await fillIn(page, home);
    await press(page, "Place order");
    await page.waitForURL((url) => ["/bag", `/order/${id}`].includes(url.pathname));
  }
  const isBought = new URL(page.url()).pathname === "/bag";
  expect(await says(page)).toContain(
    isBought ? "Your bag is empty" : "This order was there already: nothing was ordered twice.",
  );
}

test("with tok_error the order's page comes to say that the payment did not go through", async () => {
  const { address, storageState } = failing;
  const page = await openPage({ storageState });
  await page.goto(address);
  await untilSaid(page, "The payment did not go through.", { timeoutMs: 55_000 });
  expect(await chargesOf(idIn(address))).toBe(0);
  await page.getByRole("link", { name: "Try another card" }).click();
  await page.waitForURL(/\/checkout/);
  expect(await valueIn(page, "City")).toBe(home["City"]);
  const cards = await page
    .locator(`main input[name="card"]`)
    .evaluateAll((all) => all.map((each) => each.getAttribute("value")));
  // A card that is added has a test here.
  expect(new Set(cards)).toEqual(new Set([...Object.keys(outcomes), "tok_error"]));
});
