/** What the shop's people do while somebody is buying. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import type { ShopPeople } from "../people.ts";

type Staff = Pick<ShopPeople, "staff">;

/** Of something that `sell` has put on sale. */
export async function setPrice({ staff }: Staff, sku: string, cents: number): Promise<void> {
  const variants = [{ sku, options: {}, price: euros(cents), stock: 5 }];
  await load({ staff }, { id: sku, name: `Thing ${sku}`, status: "active", variants });
}

export async function takeOffSale({ staff }: Staff, id: string): Promise<void> {
  const admin = await staff();
  const { etag } = await admin.getProduct({ params: { id } });
  const { status } = await admin.updateProduct({
    params: { id },
    body: { status: "archived" },
    ifMatch: etag,
  });
  assert.equal(status, 200);
}

export async function setStock({ staff }: Staff, sku: string, onHand: number): Promise<void> {
  const admin = await staff();
  const { etag } = await admin.getStock({ params: { sku } });
  const { status } = await admin.setStock({
    params: { sku },
    body: { onHand },
    ifMatch: etag,
  });
  assert.equal(status, 200);
}

/** Ten percent, as often as `totalLimit` says; answers its code. */
export async function offerCoupon({ staff }: Staff, totalLimit: number | null = null): Promise<string> {
  const code = `TEN-${randomUUID().slice(0, 8).toUpperCase()}`;
  const body = { code, kind: "percent", value: 10, totalLimit } as const;
  const { status } = await (await staff()).createCoupon({ body });
  assert.equal(status, 201);
  return code;
}

/** Products as an import takes them. */
export async function load({ staff }: Staff, ...products: readonly object[]): Promise<void> {
  const body = products.map((product) => `${JSON.stringify(product)}\n`).join("");
  const answer = await (await staff()).importProducts({ body });
  assert.deepEqual([answer.body.failed, answer.body.errors], [0, []]);
}

/** The id of the one order that there is of a thing. */
export async function onlyOrderOf({ staff }: Staff, sku: string): Promise<string> {
  const { body } = await (await staff()).listAllOrders({ query: { sku } });
  assert.equal(body.items.length, 1);
  return body.items[0]?.id ?? "";
}

/** How many orders there are of a thing. */
export async function ordersOf({ staff }: Staff, sku: string): Promise<number> {
  const { body } = await (await staff()).listAllOrders({ query: { sku } });
  return body.items.length;
}
