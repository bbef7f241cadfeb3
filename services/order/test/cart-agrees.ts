/** A step of a cart's history: what is done to the shop and to its model, after which they agree. */
import type fc from "fast-check";
import { expect } from "vitest";
import * as should from "./cart-model.ts";
import type { Model, Thing } from "./cart-model.ts";
import type { RunningOrder } from "./running-order.ts";

type Client = Awaited<ReturnType<RunningOrder["as"]>>;
export type Real = {
  readonly shop: RunningOrder;
  readonly alice: Client;
  readonly bob: Client;
  readonly staff: Client;
};
export type Command = fc.AsyncCommand<Model, Real>;

/** Does the same to both; afterwards they agree. */
export const step = (name: string, does: (model: Model, real: Real) => Promise<unknown>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await does(model, real);
    await agree(model, real);
  },
  toString: () => name,
});

async function agree(model: Model, { alice, staff }: Real): Promise<void> {
  expect((await alice.getCart()).body).toMatchObject(should.shown(model, "alice"));
  const { body } = await staff.getCoupon({ params: { code: model.coupon.code } });
  expect(body.used).toBe(should.usesOf(model));
}

export const thingOf = ({ things }: Model, which: number): Thing => {
  const thing = things[which % things.length];
  if (!thing) throw new Error("There is nothing to sell");
  return thing;
};
