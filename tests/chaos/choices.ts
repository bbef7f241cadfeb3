/** What somebody buys and pays with, by the seed. */
import { randomUUID } from "node:crypto";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { anOrder } from "../test-shop.ts";
import type { Line } from "./books.ts";
import type { Random } from "@shop/testing/random";

/** What is sold: plenty of some, one SKU that many want, and last pieces. */
export type Goods = {
  readonly plenty: readonly string[];
  readonly hot: string;
  readonly last: readonly string[];
};

const cards = {
  tok_ok: 82,
  tok_declined: 6,
  tok_slow: 5,
  tok_flaky: 4,
  tok_error: 1,
  tok_timeout: 2,
} as const;

export function chooseLines({ plenty, hot, last }: Goods, random: Random): Line[] {
  const one = () => {
    const kind = random.weighted({ plenty: 72, hot: 20, last: 8 });
    if (kind === "hot") return { sku: hot, quantity: 1 };
    if (kind === "last") return { sku: random.pick(last), quantity: 1 };
    return { sku: random.pick(plenty), quantity: random.whole(1, 3) };
  };
  return random.chance(0.25) ? [one(), one()] : [one()];
}

/** Without lines it is the cart that is bought. */
export function toRequest(lines: Line[] | undefined, random: Random): OrderRequest {
  const { lines: _lines, ...rest } = anOrder("");
  return {
    ...rest,
    ...(lines && { lines }),
    contact: { email: `${randomUUID().slice(0, 12)}@example.com`, name: "Chaos" },
    shippingMethod: random.chance(0.2) ? "express" : "standard",
    payment: { method: "card", token: random.weighted(cards) },
  };
}
