/** An order's story, while it happens, for as long as its reader may see it: longer than any of their tokens lasts. */
import { Refused } from "@shop/client/refusal";
import { follow } from "@shop/client/streams";
import { AppError } from "@shop/kit/errors";
import type { Asks } from "../../asking/asks.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { findOne, linkOf, type OrderDeps, type Which } from "./find-one.ts";

export type Told = { readonly id: string; readonly data: { readonly type: string } };

/** As long as an access token lasts. */
const usualTurnMs = 5 * 60_000;

export type FollowDeps = Pick<OrderDeps, "visitors"> & {
  /** After so long it is asked anew whose session it is; milliseconds. */
  readonly turnMs?: number;
};

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
  deps: FollowDeps,
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
  { visitors, turnMs = usualTurnMs }: FollowDeps,
  asked: Asked,
  which: Which,
  { lastEventId, ended: signal }: Following,
): AsyncGenerator<Told> {
  const { id, access } = which;
  /** With a token of now, and not for longer than one lasts. */
  const ask = async (call: Parameters<Asks["stories"]["streamOrder"]>[0]) =>
    (await visitors.of(asked)).asks.stories.streamOrder({
      ...call,
      signal: AbortSignal.any([signal, AbortSignal.timeout(turnMs)]),
    });
  try {
    const call = { params: { id }, query: linkOf(access), signal, ...(lastEventId && { lastEventId }) };
    for await (const { id: number, data } of follow(ask, call)) {
      if (!(await maySee(visitors, asked, which))) return;
      yield { id: number ?? data.id, data: { type: data.type } };
    }
  } catch (error) {
    // The order is theirs no more.
    if (!(error instanceof Refused) && !signal.aborted) throw error;
  }
}

/** Who has signed out meanwhile, wherever, hears nothing more. */
async function maySee(visitors: FollowDeps["visitors"], asked: Asked, { access }: Which): Promise<boolean> {
  return linkOf(access).access !== undefined || (await visitors.of(asked)).kind !== "nobody";
}
