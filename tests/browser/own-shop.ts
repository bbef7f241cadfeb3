/** A shop of its own for tests in which a part of it goes away, and what somebody does there. */
import { expect } from "vitest";
import type { Page } from "playwright-core";
import { openShop, type TestShop } from "../test-shop.ts";
import { goToCheckout, idIn, press, putInBag, says, untilSaid } from "./buying.ts";
import { openPage } from "./people.ts";
import { onlyOrderOf, ordersOf } from "./staff.ts";

export type OwnShop = TestShop & {
  readonly open: () => Promise<Page>;
  /** Meanwhile a part is killed; afterwards it is back, whatever happened. */
  readonly without: (part: "catalog" | "user" | "order" | "web", act: () => Promise<void>) => Promise<void>;
  /** Puts a new thing into the bag, and goes up to the last button; answers its SKU. */
  readonly goToCheckout: (page: Page) => Promise<string>;
  /** How often an order was paid. */
  readonly chargesOf: (id: string) => Promise<number>;
  /** The page is of an order, or there is one, that is confirmed, paid once, and the only one of this thing. */
  readonly expectOneOrder: (page: Page, sku: string) => Promise<void>;
};

export async function openOwnShop(): Promise<OwnShop> {
  const shop = await openShop();
  const chargesOf = async (id: string): Promise<number> =>
    (await shop.charges(id)).filter(({ captured }) => captured.amount > 0).length;
  return {
    ...shop,
    chargesOf,
    open: () => openPage({ baseURL: shop.gatewayUrl }),
    without: async (part, act) => {
      await shop.process(part).kill("SIGKILL");
      try {
        await act();
      } finally {
        await shop.process(part).start();
        await shop.process(part).waitReady();
      }
    },
    goToCheckout: async (page) => {
      const sku = await shop.sell(5);
      await putInBag(page, sku);
      await goToCheckout(page);
      return sku;
    },
    expectOneOrder: async (page, sku) => {
      // Who has come to an empty bag finds the order by its mail.
      if (idIn(page.url()) === "") await page.goto(`/order/${await onlyOrderOf(shop, sku)}`);
      await expect.poll(() => chargesOf(idIn(page.url())), { interval: 200 }).toBe(1);
      await untilSaid(page, "Confirmed", { isPlain: true });
      expect(await ordersOf(shop, sku)).toBe(1);
    },
  };
}

/** The same, also by whoever has an empty bag then: what they ordered was placed before. */
export async function pressUntilOver(page: Page): Promise<void> {
  const pressOnce = async (): Promise<boolean> => {
    const isOver = async () => idIn(page.url()) !== "" || (await says(page)).includes("Your bag is empty");
    if (!(await isOver())) await press(page, "Place order");
    await page.waitForLoadState();
    return isOver();
  };
  await expect.poll(pressOnce, { timeout: 30_000, interval: 500 }).toBe(true);
}

/** Again and again, as somebody does who is told to. */
export async function pressUntilPlaced(page: Page): Promise<void> {
  const pressOnce = async (): Promise<string> => {
    if (idIn(page.url()) === "") await press(page, "Place order");
    await page.waitForLoadState();
    return idIn(page.url());
  };
  await expect.poll(pressOnce, { timeout: 30_000, interval: 500 }).not.toBe("");
}
