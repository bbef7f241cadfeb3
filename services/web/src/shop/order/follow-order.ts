/** An order's story, while it happens, for as long as its reader may see it: longer than any of their tokens lasts. */
import { Refused } from "@shop/client/refusal";
import { follow } from "@shop/client/streams";
import { AppError } from "@shop/kit/errors";
import type { Asks } from "../../asking/asks.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { findOne, linkOf, type OrderDeps, type Which } from "./find-one.ts";

export type Told = { readonly id: string; readonly data: { readonly type: string } };

type Following = {
  /** After which the page wants to hear. */
  readonly lastEventId: string | undefined;
  readonly ended: AbortSignal;
};

/**
 * Throws 404 `order.not_found`, also for an order of somebody else: a browser asks for it no more. While nobody can say,
 * it ends without a word: a browser asks again.
 */
export async function followOrder(
  deps: Pick<OrderDeps, "visitors">,
  asked: Asked,
  which: Which,
  { lastEventId, ended }: Following,
): Promise<AsyncIterable<Told>> {
  const order = await findOne(await deps.visitors.of(asked), which);
  if (order === "hidden") throw new AppError("not_found", "order.not_found", "There is no such order");
  return order === "away" ? nothing() : story(deps, asked, which, { lastEventId, ended });
}

async function* nothing(): AsyncGenerator<Told> {}

async function* story(
  { visitors }: Pick<OrderDeps, "visitors">,
  asked: Asked,
  { id, access }: Which,
  { lastEventId, ended: signal }: Following,
): AsyncGenerator<Told> {
  /** With a token of now: the last one may be over. */
  const ask = async (call: Parameters<Asks["stories"]["streamOrder"]>[0]) =>
    (await visitors.of(asked)).asks.stories.streamOrder(call);
  try {
    const call = { params: { id }, query: linkOf(access), signal, ...(lastEventId && { lastEventId }) };
    for await (const { id: number, data } of follow(ask, call))
      yield { id: number ?? data.id, data: { type: data.type } };
  } catch (error) {
    // Signed out meanwhile, or the order is theirs no more.
    if (!(error instanceof Refused) && !signal.aborted) throw error;
  }
}
