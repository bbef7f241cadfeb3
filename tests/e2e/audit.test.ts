/** The audit log of a whole shop: what staff does anywhere is in it within seconds, and later when the broker was away. */
import { orProblem } from "@shop/client/refusal";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
let admin: Person;
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const patient = { timeout: 30_000 };
const actsOn = async (object: string) => (await admin.listAudit({ query: { object } })).body.items;
const changePrice = async (id: string, amount: number) => {
  const body = { variants: [{ sku: id, price: euros(amount) }] };
  return admin.updateProduct({ params: { id }, ifMatch: "*", body });
};

test("a price that staff changes is in it with both prices, by whom and by which request", async () => {
  const id = await shop.sell(5, 1999);
  const { status, requestId } = await changePrice(id, 2499);
  expect(status).toBe(200);
  await expect
    .poll(() => actsOn(id), patient)
    .toMatchObject([
      {
        actor: admin.id,
        action: "products.update",
        object: id,
        before: { price: euros(1999) },
        after: { price: euros(2499) },
        requestId,
      },
    ]);
});

test("what staff did while the broker was away comes later, once", async () => {
  const id = await shop.sell(5, 1000);
  await shop.stopBroker();
  expect((await changePrice(id, 1100)).status).toBe(200);
  expect((await changePrice(id, 1200)).status).toBe(200);
  expect(await actsOn(id)).toEqual([]);
  await shop.startBroker();
  const prices = async () =>
    (await actsOn(id)).map(({ before, after }) => [before?.["price"], after?.["price"]]);
  const told = [
    [euros(1100), euros(1200)],
    [euros(1000), euros(1100)],
  ];
  await expect.poll(prices, { timeout: 60_000 }).toEqual(told);
});

test("a customer does not get to see it, and is not in it", async () => {
  const ana = await shop.customer();
  expect(await orProblem(ana.listAudit())).toMatchObject({ status: 403 });
  await ana.updateMe({ body: { name: "Ana B" } });
  expect((await admin.listAudit({ query: { actor: ana.id } })).body.items).toEqual([]);
});
