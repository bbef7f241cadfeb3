/** A wish to buy one piece, brought to a process of the order service by its own address, and seen through by the gateway. */
import { isProblem, orProblem } from "@shop/client/refusal";
import { orderApi } from "@shop/contracts/order/api";
import type { Order, OrderRequest } from "@shop/contracts/order/orders";
import { createHeldClient } from "@shop/testing/held-client";
import { expect } from "vitest";
import { anOrder, newKey, paidWith, untilFinal, type Person, type TestShop } from "../test-shop.ts";

export type Purchase = {
  readonly buyer: Person;
  /** The address of the process that is asked first, the gateway's for the survivor. */
  readonly door: string;
  readonly request: { readonly body: OrderRequest; readonly idempotencyKey: string };
  /** What was answered; undefined when that process died first, or refused. */
  readonly answer: Order | undefined;
  /** The codes of refusals. */
  readonly refused: readonly string[];
};

/** At several doors at once, it is the same wish under the same key, and the same order. */
export async function buy(
  shop: TestShop,
  doors: readonly string[],
  sku: string,
  token = "tok_ok",
): Promise<Purchase> {
  const buyer = await shop.guest();
  const contact = { email: `${buyer.id}@example.com`, name: "Alice" };
  const request = { body: anOrder(sku, { ...paidWith(token), contact }), ...newKey() };
  const answers = await Promise.all(
    doors.map((door) => orProblem(at(door, buyer).placeOrder(request)).catch(noAnswer)),
  );
  const placed = answers.flatMap((answer) => (answer && !isProblem(answer) ? answer.body : []));
  const refused = answers.flatMap((answer) => (answer && isProblem(answer) ? answer.code : []));
  expect(new Set(placed.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
  return { buyer, door: doors[0] ?? shop.gatewayUrl, request, answer: placed[0], refused };
}

/** The same request again, through the gateway: it waits while the dead process might still have answered. */
export async function askAgain({ buyer, request, answer }: Purchase): Promise<Order> {
  const patience = { timeout: 40_000 };
  const place = async () => (await buyer.placeOrder(request)).body;
  let placed: Order | undefined;
  await expect.poll(async () => (placed = await place()).status, patience).toBeTypeOf("string");
  const id = placed?.id ?? "";
  if (answer) expect(id).toBe(answer.id);
  const list = async () => (await buyer.listOrders()).body.items;
  await expect.poll(async () => (await list()).map((each) => each.id), patience).toEqual([id]);
  return placed!;
}

/** Once it is confirmed, where it was bought; elsewhere when nobody is there any more. */
export async function cancel(purchase: Purchase): Promise<void> {
  const { buyer, door } = purchase;
  const { id } = purchase.answer ?? (await askAgain(purchase));
  await untilFinal(buyer, id, 90_000);
  const answer = await orProblem(at(door, buyer).cancelOrder({ params: { id } })).catch(noAnswer);
  if (answer?.status !== 200) expect((await buyer.cancelOrder({ params: { id } })).status).toBe(200);
}

const at = (door: string, { token }: Person) => createHeldClient(door, orderApi, { token });
const noAnswer = () => undefined;
