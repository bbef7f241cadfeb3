import { Refused, throwNoAnswer } from "@shop/client/refusal";
import { examples } from "@shop/contracts/examples";
import { ordersApi } from "@shop/contracts/order/orders";
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Asked, Visitor, Visitors } from "../../visitors/visitor.ts";
import { followOrder } from "./follow-order.ts";

const asked: Asked = { visit: { cookies: {}, isSecure: false }, meta: { address: "", userAgent: "" } };
const order = ordersApi.getOrder.reply.parse(examples.getOrder?.reply);
const problem = { status: 404, code: "order.not_found", detail: "There is none", requestId: "" };

type Call = { readonly lastEventId?: string; readonly signal?: AbortSignal };

/** Somebody whose order tells an entry each time that it is asked, and then says nothing for as long as it is heard. */
function aShop({ tells = true }: { readonly tells?: boolean } = {}) {
  const state = { isSignedIn: true, tokens: 0, calls: [] as Call[] };
  const entry = (id: number): TimelineEntry => ({
    id: String(id),
    at: order.createdAt,
    type: "stock.reserved",
    actor: "catalog",
    detail: null,
  });
  const streamOrder = async (call: Call) => ({
    body: (async function* () {
      state.calls.push(call);
      if (tells) {
        const data = entry(Number(call.lastEventId ?? 0) + 1);
        yield { id: data.id, event: data.type, data };
      }
      await pause(60_000, undefined, { signal: call.signal, ref: false }).catch(throwNoAnswer);
    })(),
  });
  const getOrder = async () => {
    if (!state.isSignedIn) throw new Refused(problem);
    return { body: order };
  };
  const visitors = {
    of: async () => {
      state.tokens += 1;
      const kind = state.isSignedIn ? "account" : "nobody";
      return { kind, isUnknown: false, asks: { order: { getOrder }, stories: { streamOrder } } };
    },
  } as unknown as Visitors & { of: () => Promise<Visitor> };
  return { state, visitors };
}

const listen = async (
  { visitors }: Pick<ReturnType<typeof aShop>, "visitors">,
  turnMs: number,
  ended = new AbortController(),
) => {
  const following = { lastEventId: "3", ended: ended.signal };
  return followOrder({ visitors, turnMs }, asked, { id: order.id }, following);
};

test("a story goes on after a token's time, with another token, where it was", async () => {
  const shop = aShop();
  const ended = new AbortController();
  const ids: string[] = [];
  for await (const { id } of await listen(shop, 20, ended)) {
    ids.push(id);
    if (ids.length === 3) ended.abort();
  }
  expect(ids).toEqual(["4", "5", "6"]);
  expect(shop.state.calls.map(({ lastEventId }) => lastEventId)).toEqual(["3", "4", "5"]);
});

test("whoever has signed out meanwhile hears nothing more", async () => {
  const shop = aShop();
  const ids: string[] = [];
  for await (const { id } of await listen(shop, 20)) {
    ids.push(id);
    shop.state.isSignedIn = false;
  }
  expect(ids).toEqual(["4"]);
});

test("an order of somebody else has no story", async () => {
  const shop = aShop();
  shop.state.isSignedIn = false;
  await expect(listen(shop, 20)).rejects.toMatchObject({ code: "order.not_found" });
});
