/** From the bag to an order, in a browser: by a guest, by a keyboard, without script. */
import { expect, test } from "vitest";
import { findBarriers, overflowOf } from "./accessible.ts";
import {
  choose,
  fillIn,
  goToCheckout,
  home,
  placeOrder,
  press,
  putInBag,
  says,
  untilSaid,
  valueIn,
} from "./buying.ts";
import { chargesOf, openPage, people } from "./people.ts";

test("a guest buys, and sees the order come to its end without loading the page again", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await page.goto("/bag");
  await press(page, "Checkout");
  await page.waitForURL("**/checkout");
  await fillIn(page, home);
  await choose(page, "card", "tok_ok");
  const id = await placeOrder(page);
  await page.evaluate("window.isSame = true");
  await untilSaid(page, "Confirmed");
  expect(await page.evaluate("window.isSame")).toBe(true);
  await expect.poll(() => chargesOf(id)).toBe(1);
});

test("without script a guest buys just so, and loads the order's page again", async () => {
  const page = await openPage({ javaScriptEnabled: false });
  await putInBag(page, await people.sell(5));
  await goToCheckout(page);
  const id = await placeOrder(page);
  await untilSaid(page, "Confirmed", { isPlain: true });
  await expect.poll(() => chargesOf(id)).toBe(1);
});

test("a postcode that is missing is said above and at its field, and all that was typed is still there", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page);
  await fillIn(page, { Postcode: "", City: "Öst & Söhne <b>" });
  await press(page, "Place order");
  await page.waitForSelector("#summary");
  expect(await page.evaluate("document.activeElement.id")).toBe("summary");
  const [link] = await page.locator("#summary a").all();
  expect(await link?.getAttribute("href")).toBe("#postalCode");
  await link?.click();
  expect(await page.evaluate("document.activeElement.id")).toBe("postalCode");
  expect(await page.locator("#postalCode").getAttribute("aria-invalid")).toBe("true");
  expect([await valueIn(page, "City"), await valueIn(page, "E-mail")]).toEqual([
    "Öst & Söhne <b>",
    home["E-mail"],
  ]);
  expect(await findBarriers(page)).toEqual([]);
  await fillIn(page, home);
  expect(await placeOrder(page)).not.toBe("");
});

test("with nothing filled in, every field is named at once", async () => {
  const page = await openPage({ javaScriptEnabled: false });
  await putInBag(page, await people.sell(5));
  await page.goto("/checkout");
  await press(page, "Place order");
  const named = await page
    .locator("#summary a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(named).toEqual(expect.arrayContaining(["#email", "#name", "#line1", "#city"]));
});

test("sold out and fewer left are said at the line", async () => {
  const page = await openPage();
  const sku = await people.sell(2);
  await putInBag(page, sku, 2);
  await setStock(sku, 1);
  await page.goto("/bag");
  expect(await says(page)).toContain("Only 1 left");
  await setStock(sku, 0);
  await page.reload();
  expect(await says(page)).toContain("Sold out");
});

async function setStock(sku: string, onHand: number): Promise<void> {
  const admin = await people.logIn("admin");
  const { etag } = await admin.getStock({ params: { sku } });
  const answer = await admin.setStock({
    params: { sku },
    body: { onHand },
    ifMatch: etag,
  });
  expect(answer.status).toBe(200);
}

test("an empty bag has a way on", async () => {
  const page = await openPage();
  await page.goto("/bag");
  expect(await says(page)).toContain("Your bag is empty");
  await page.locator("main").getByRole("link", { name: "Look around" }).click();
});

test("checkout goes by the keyboard alone, and where one is can be seen", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await page.goto("/checkout");
  const typed: Readonly<Record<string, string>> = {
    email: home["E-mail"],
    name: home["Name"],
    line1: home["Street and number"],
    city: home["City"],
    postalCode: home["Postcode"],
  };
  for (let left = 120; left > 0; left--) {
    await page.keyboard.press("Tab");
    const at = (await page.evaluate(`(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return { name: element.name, type: element.type, checked: element.checked, says: element.innerText, inMain: !!element.closest("main"), isSeen: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none" };
    })()`)) as {
      name?: string;
      type?: string;
      checked?: boolean;
      says?: string;
      inMain: boolean;
      isSeen: boolean;
    };
    expect(at).toMatchObject({ isSeen: true });
    if (!at.inMain) continue;
    if (at.name !== undefined && at.name in typed) await page.keyboard.insertText(typed[at.name]!);
    else if (at.type === "radio" && !at.checked) await page.keyboard.press("Space");
    else if (at.says?.trim() === "Place order") break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/order\//);
  expect(await says(page)).toContain("Order");
});

test.each(["light", "dark"] as const)(
  "bag, checkout and order keep nobody out in the %s",
  async (colorScheme) => {
    const page = await openPage({ colorScheme });
    await putInBag(page, await people.sell(5));
    const look = async (address: string): Promise<void> => {
      await page.goto(address);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect({
          address,
          width,
          barriers: await findBarriers(page),
          overflow: await overflowOf(page),
        }).toEqual({ address, width, barriers: [], overflow: 0 });
      }
    };
    await look("/bag");
    await look("/checkout");
    await goToCheckout(page);
    const id = await placeOrder(page);
    await untilSaid(page, "Confirmed");
    await look(`/order/${id}`);
    await look(`/order/${id}/invoice`);
    await look("/find-order");
  },
);
