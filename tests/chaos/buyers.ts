/** People who shop while things are killed: each turn is chosen by the seed, and everything they were told is kept. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { catalogApi } from "@shop/contracts/catalog/api";
import { orderApi } from "@shop/contracts/order/api";
import { userApi } from "@shop/contracts/user/api";
import { createClient } from "@shop/testing/http";
import { demoLogins } from "@shop/local/processes";
import type { Line } from "./books.ts";
import { chooseLines, toRequest, type Goods } from "./choices.ts";
import { isAcked, isOpen, outcomeOf, type History, type Intent } from "./history.ts";
import { seeded, type Random } from "@shop/testing/random";

type Shopper = { id: string; token: string; refreshToken: string; readonly since: number };

export type World = {
  readonly gatewayUrl: string;
  readonly goods: Goods;
  readonly history: History;
  readonly seed: number;
};

/** Access tokens live for five minutes; whoever is refused earlier was wronged. */
const surelyGoodMs = 4 * 60_000;

const apiOf = ({ gatewayUrl }: World) => createClient(gatewayUrl, { ...catalogApi, ...userApi, ...orderApi });

export type Buyers = {
  /** Shops until `isOver`. */
  shop(index: number, isOver: () => boolean): Promise<void>;
  /** Once all is well again: each intent whose outcome is unknown is sent once more, and must be answered now. */
  askAgain(): Promise<void>;
};

export function createBuyers(world: World): Buyers {
  const { history, seed } = world;
  const api = apiOf(world);
  const shoppers = new Map<string, Shopper>();

  const enter = async (isCustomer: boolean): Promise<Shopper | undefined> => {
    const answer = isCustomer
      ? await history.ask("logIn", () => api.logIn({ body: demoLogins.alice }))
      : await history.ask("enterAsGuest", () => api.enterAsGuest());
    if (!answer || answer.status >= 300) return undefined;
    const { accessToken: token, refreshToken, ...who } = answer.body;
    const id = "user" in who ? who.user.id : who.guest.id;
    const shopper = { id, token, refreshToken, since: performance.now() };
    shoppers.set(id, shopper);
    return shopper;
  };

  const place = async (intent: Intent, { token, since }: Shopper, waitS: number): Promise<void> => {
    const headers = { "Idempotency-Key": `"${intent.key}"`, ...(waitS > 0 && { Prefer: `wait=${waitS}` }) };
    const answer = await history.ask(`placeOrder ${intent.key}`, () =>
      api.placeOrder({ body: intent.request, headers, token }),
    );
    const outcome = outcomeOf(answer);
    intent.outcomes.push(outcome);
    history.note({ end: intent.key, ...outcome });
    if (!answer) return;
    if (answer.status < 300) intent.wasSeenConfirmed ||= answer.body.status === "confirmed";
    if (answer.status === 401 && performance.now() - since < surelyGoodMs)
      history.fault("signedOut", `placeOrder ${intent.key}: ${answer.problem?.code}`);
  };

  const cancel = async (intent: Intent, orderId: string, token: string): Promise<void> => {
    intent.isCancelAsked = true;
    const answer = await history.ask(`cancelOrder ${orderId}`, () =>
      api.cancelOrder({ params: { id: orderId }, token }),
    );
    if (answer?.status === 200) intent.isCancelAcked = true;
  };

  /** An order that was acknowledged can be read, now and ever after. */
  const look = async (intent: Intent, orderId: string, token: string): Promise<string | undefined> => {
    const answer = await history.ask(`getOrder ${orderId}`, () =>
      api.getOrder({ params: { id: orderId }, token }),
    );
    if (answer?.status === 404) history.fault("notFound", `order ${orderId}, which was acknowledged`);
    if (answer?.status !== 200) return undefined;
    const { status } = answer.body;
    if (intent.wasSeenConfirmed && status === "pending")
      history.fault("notFound", `order ${orderId} was confirmed, and is pending again`);
    intent.wasSeenConfirmed ||= status === "confirmed";
    return status;
  };

  const watch = async (intent: Intent, orderId: string, token: string): Promise<void> => {
    for (let times = 0; times < 4; times += 1) {
      const status = await look(intent, orderId, token);
      if (status === "confirmed" || status === "cancelled") return;
      await pause(500);
    }
  };

  const insist = async (intent: Intent, shopper: Shopper, random: Random): Promise<void> => {
    const waitS = random.chance(0.3) ? 2 : 0;
    const times = random.whole(1, 4);
    const isImpatient = random.chance(0.1);
    const pauseMs = random.whole(500, 2_500);
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await pause(pauseMs);
      const twice = isImpatient ? [1, 2] : [1];
      await Promise.all(twice.map(() => place(intent, shopper, waitS)));
      if (isAcked(intent) || !isOpen(intent)) return;
    }
  };

  /** Whether anything is in it now. */
  const fillCart = async (lines: readonly Line[], token: string): Promise<boolean> => {
    let isAnyThere = false;
    for (const body of lines) {
      const answer = await history.ask("addCartLine", () => api.addCartLine({ body, token }));
      isAnyThere ||= answer?.status === 200;
    }
    return isAnyThere;
  };

  /** False when the shopper is of no more use. */
  const buy = async (shopper: Shopper, random: Random): Promise<boolean> => {
    const { token, id: owner } = shopper;
    const lines = chooseLines(world.goods, random);
    const fromCart = random.chance(0.4);
    if (fromCart && !(await fillCart(lines, token))) return true;
    const intent = history.begin({
      key: randomUUID(),
      owner,
      request: toRequest(fromCart ? undefined : lines, random),
    });
    const afterwards = random.weighted({ nothing: 60, watch: 25, cancel: 8, watchAndCancel: 7 });
    await insist(intent, shopper, random);
    const orderId = intent.outcomes.find((outcome) => outcome.kind === "ok")?.orderId;
    if (orderId === undefined) {
      if (fromCart) await history.ask("emptyCart", () => api.emptyCart({ token }));
      return !intent.outcomes.some((outcome) => outcome.kind === "refused" && outcome.status === 401);
    }
    if (afterwards.startsWith("watch")) await watch(intent, orderId, token);
    if (afterwards.endsWith("ancel")) await cancel(intent, orderId, token);
    return true;
  };

  return {
    async shop(index, isOver) {
      let shopper: Shopper | undefined;
      for (let turn = 0; !isOver(); turn += 1) {
        const random = seeded(seed, "buyer", index, turn);
        if (!shopper || random.chance(0.15)) shopper = await enter(index === 0);
        if (!shopper) await pause(random.whole(500, 1_500));
        else if (!(await buy(shopper, random))) shopper = undefined;
        await pause(random.whole(0, 150));
      }
    },

    async askAgain() {
      const unknown = history.intents.filter((intent) => !isAcked(intent) && isOpen(intent));
      const owners = Map.groupBy(unknown, ({ owner }) => owner).entries();
      const worker = async () => {
        for (const [owner, intents] of owners) {
          const shopper = await signInAgain(owner);
          if (!shopper) continue;
          for (const intent of intents) await place(intent, shopper, 0);
        }
      };
      await Promise.all(Array.from({ length: 8 }, worker));
    },
  };

  async function signInAgain(owner: string): Promise<Shopper | undefined> {
    const before = shoppers.get(owner);
    if (!before) return undefined;
    const { refreshToken } = before;
    const answer = await history.ask("refresh", () => api.refresh({ body: { refreshToken } }));
    if (answer?.status !== 200) {
      history.fault("signedOut", `refresh of ${owner}: ${answer?.problem?.code}`);
      return undefined;
    }
    return { ...before, token: answer.body.accessToken, since: performance.now() };
  }
}
