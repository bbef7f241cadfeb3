/** Each card of the sandbox, and one order for one press of a button, however often it is pressed. */
import { expect, test } from "vitest";
import { choose, goToCheckout, idIn, home, placeOrder, putInBag, untilSaid, valueIn } from "./buying.ts";
import { chargesOf, openPage, people } from "./people.ts";

test.each([
  ["tok_slow", "Confirmed"],
  ["tok_flaky", "Confirmed"],
  ["tok_timeout", "Confirmed"],
  ["tok_declined", "Your bank has declined the payment."],
  ["tok_insufficient_funds", "There was not enough money on the card."],
])("with %s the order's page says: %s", async (card, text) => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page, card);
  await placeOrder(page);
  expect(await untilSaid(page, text, { timeoutMs: 45_000 })).toContain(text);
});

test("after a declined card the bag and the address are as they were, and another card works", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page, "tok_declined");
  await placeOrder(page);
  await untilSaid(page, "Your bank has declined the payment.");
  await page.getByRole("link", { name: "Try another card" }).click();
  await page.waitForURL(/\/checkout/);
  expect(await valueIn(page, "Street and number")).toBe(home["Street and number"]);
  await choose(page, "card", "tok_ok");
  const id = await placeOrder(page);
  await untilSaid(page, "Confirmed");
  expect(await chargesOf(id)).toBe(1);
});

test("pressed twice within 50 ms it is one order and one charge", async () => {
  const page = await openPage();
  for (let round = 0; round < 5; round++) {
    await putInBag(page, await people.sell(5));
    await goToCheckout(page);
    // By the document itself: with a script or without, it is a person who is fast.
    await page
      .evaluate(
        `(async () => {
          const button = [...document.querySelectorAll("main button")].find((each) => each.innerText.trim() === "Place order");
          button.click();
          await new Promise((resolve) => setTimeout(resolve, 20));
          button.click();
        })()`,
      )
      .catch(() => undefined);
    await expect.poll(() => page.url()).toContain("/order/");
    const id = idIn(page.url());
    await untilSaid(page, "Confirmed");
    await expect.poll(() => chargesOf(id)).toBe(1);
  }
});

test("sent again after going back, it leads to the same order and says so", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page);
  const seen = await page.locator(`input[name="key"]`).inputValue();
  const fields = (await page.evaluate(
    `[...new FormData(document.querySelector("form:has(input[name=key])"))]`,
  )) as [string, string][];
  const id = await placeOrder(page);
  await untilSaid(page, "Confirmed");
  const again = await page.request.post("/checkout", {
    data: new URLSearchParams([...fields, ["do", "place"]]).toString(),
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" },
  });
  expect([seen, new URL(again.url()).pathname]).toEqual([expect.any(String), `/order/${id}`]);
  expect(await chargesOf(id)).toBe(1);
});

test("reloaded after it was placed, the order's page is asked for and nothing is sent again", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page);
  const id = await placeOrder(page);
  const methods: string[] = [];
  page.on("request", (request) => void (request.isNavigationRequest() && methods.push(request.method())));
  await page.reload();
  expect([methods, page.url().includes(id)]).toEqual([["GET"], true]);
});
