/** What of an order its customer could see twice: its mails. One that comes again under its `Message-ID` is the same one. */
import type { Order } from "@shop/contracts/order/orders";
import { expect } from "vitest";
import { readMails } from "../chaos/mails.ts";
import type { TestShop } from "../test-shop.ts";

/** Subjects of the order's mails, by what each is known by: its kind, and what of the order it is about. */
export async function mailsOf(
  shop: Pick<TestShop, "mailUrl">,
  { id }: Pick<Order, "id">,
): Promise<ReadonlyMap<string, string>> {
  const all = (await readMails(shop)).map(
    ({ messageId, subject }) => [messageId.replaceAll(/^<|@.*$/g, ""), subject] as const,
  );
  const own = all.filter(([name]) => name.startsWith(`${id}.`));
  return new Map(own.map(([name, subject]) => [name.slice(id.length + 1), subject]));
}

/** Its customer is told how it ended, and each thing once. */
export async function isToldOnce(shop: Pick<TestShop, "mailUrl">, order: Order): Promise<void> {
  const end = order.status === "cancelled" ? "cancelled" : "confirmation";
  const kinds = async () => [...(await mailsOf(shop, order)).keys()];
  await expect.poll(kinds, { timeout: 60_000 }).toContain(end);
  const subjects = [...(await mailsOf(shop, order)).values()];
  expect(subjects).toEqual([...new Set(subjects)]);
}
