/** A shop of its own for tests in which a part of it goes away, and what somebody does there. */
import { expect } from "vitest";
import type { Page } from "playwright-core";
import { openShop, type TestShop } from "../test-shop.ts";
import { goToCheckout, idIn, press, putInBag, untilSaid } from "./buying.ts";
import { openPage } from "./people.ts";
import { ordersOf } from "./staff.ts";

export type OwnShop = TestShop & {
  readonly open: () => Promise<Page>;
  /** Meanwhile a part is killed; afterwards it is back, whatever happened. */
  readonly without: (part: "catalog" | "user" | "order" | "web", act: () => Promise<void>) => Promise<void>;
  /** Puts a new thing into the bag, and goes up to the last button; answers its SKU. */
  readonly goToCheckout: (page: Page) => Promise<string>;
  /** How often an order was paid. */
  readonly chargesOf: (id: string) => Promise<number>;
  /** The page is of an order that is confirmed, paid once, and the only one of this thing. */
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
      await expect.poll(() => chargesOf(idIn(page.url())), { interval: 200 }).toBe(1);
      await untilSaid(page, "Confirmed", { isPlain: true });
      expect(await ordersOf(shop, sku)).toBe(1);
    },
  };
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
