/** People who shop while things are killed: each turn is chosen by the seed, and everything they were told is kept. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "@shop/client/client";
import { isProblem } from "@shop/client/refusal";
import { createHeldClient } from "@shop/testing/held-client";
import { demoLogins } from "@shop/local/processes";
import { api } from "../people.ts";
import type { Line } from "./books.ts";
import { chooseLines, toRequest, type Goods } from "./choices.ts";
import { isAcked, isOpen, outcomeOf, type History, type Intent } from "./history.ts";
import { seeded, type Random } from "@shop/testing/random";

type Shopper = {
  readonly id: string;
  readonly client: Client<typeof api>;
  readonly refreshToken: string;
  readonly since: number;
};

export type World = {
  readonly gatewayUrl: string;
  readonly goods: Goods;
  readonly history: History;
  readonly seed: number;
};

/** Access tokens live for five minutes; whoever is refused earlier was wronged. */
const surelyGoodMs = 4 * 60_000;

export type Buyers = {
  /** Shops until `isOver`. */
  shop(index: number, isOver: () => boolean): Promise<void>;
  /** Once all is well again: each intent whose outcome is unknown is sent once more, and must be answered now. */
  askAgain(): Promise<void>;
};

export function createBuyers(world: World): Buyers {
  const { history, seed, gatewayUrl } = world;
  const anybody = createHeldClient(gatewayUrl, api);
  const shoppers = new Map<string, Shopper>();

  const enter = async (isCustomer: boolean): Promise<Shopper | undefined> => {
    const answer = isCustomer
      ? await history.ask("logIn", () => anybody.logIn({ body: demoLogins.alice }))
      : await history.ask("enterAsGuest", () => anybody.enterAsGuest());
    if (!answer || isProblem(answer)) return undefined;
    const { accessToken: token, refreshToken, ...who } = answer.body;
    const id = "user" in who ? who.user.id : who.guest.id;
    const client = createHeldClient(gatewayUrl, api, { token });
    const shopper = { id, client, refreshToken, since: performance.now() };
    shoppers.set(id, shopper);
    return shopper;
  };

  const place = async (intent: Intent, { client, since }: Shopper, waitS: number): Promise<void> => {
    const wish = { body: intent.request, idempotencyKey: intent.key, ...(waitS > 0 && { waitS }) };
    const answer = await history.ask(`placeOrder ${intent.key}`, () => client.placeOrder(wish));
    const outcome = outcomeOf(answer);
    intent.outcomes.push(outcome);
    history.note({ end: intent.key, ...outcome });
    if (!answer) return;
    if (!isProblem(answer)) intent.wasSeenConfirmed ||= answer.body.status === "confirmed";
    else if (answer.status === 401 && performance.now() - since < surelyGoodMs)
      history.fault("signedOut", `placeOrder ${intent.key}: ${answer.code}`);
  };

  const cancel = async (intent: Intent, id: string, { client }: Shopper): Promise<void> => {
    intent.isCancelAsked = true;
    const answer = await history.ask(`cancelOrder ${id}`, () => client.cancelOrder({ params: { id } }));
    if (answer?.status === 200) intent.isCancelAcked = true;
  };

  /** An order that was acknowledged can be read, now and ever after. */
  const look = async (intent: Intent, id: string, { client }: Shopper): Promise<string | undefined> => {
    const answer = await history.ask(`getOrder ${id}`, () => client.getOrder({ params: { id } }));
    if (answer?.status === 404) history.fault("notFound", `order ${id}, which was acknowledged`);
    if (!answer || isProblem(answer)) return undefined;
    const { status } = answer.body;
    if (intent.wasSeenConfirmed && status === "pending")
      history.fault("notFound", `order ${id} was confirmed, and is pending again`);
    intent.wasSeenConfirmed ||= status === "confirmed";
    return status;
  };

  const watch = async (intent: Intent, orderId: string, shopper: Shopper): Promise<void> => {
    for (let times = 0; times < 4; times += 1) {
      const status = await look(intent, orderId, shopper);
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
  const fillCart = async (lines: readonly Line[], { client }: Shopper): Promise<boolean> => {
    let isAnyThere = false;
    for (const body of lines) {
      const answer = await history.ask("addCartLine", () => client.addCartLine({ body }));
      isAnyThere ||= answer?.status === 200;
    }
    return isAnyThere;
  };

  /** False when the shopper is of no more use. */
  const buy = async (shopper: Shopper, random: Random): Promise<boolean> => {
    const { client, id: owner } = shopper;
    const lines = chooseLines(world.goods, random);
    const fromCart = random.chance(0.4);
    if (fromCart && !(await fillCart(lines, shopper))) return true;
    const intent = history.begin({
      key: randomUUID(),
      owner,
      request: toRequest(fromCart ? undefined : lines, random),
    });
    const afterwards = random.weighted({ nothing: 60, watch: 25, cancel: 8, watchAndCancel: 7 });
    await insist(intent, shopper, random);
    const orderId = intent.outcomes.find((outcome) => outcome.kind === "ok")?.orderId;
    if (orderId === undefined) {
      if (fromCart) await history.ask("emptyCart", () => client.emptyCart());
      return !intent.outcomes.some((outcome) => outcome.kind === "refused" && outcome.status === 401);
    }
    if (afterwards.startsWith("watch")) await watch(intent, orderId, shopper);
    if (afterwards.endsWith("ancel")) await cancel(intent, orderId, shopper);
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
    const answer = await history.ask("refresh", () => anybody.refresh({ body: { refreshToken } }));
    if (!answer || isProblem(answer)) {
      history.fault("signedOut", `refresh of ${owner}: ${answer?.code}`);
      return undefined;
    }
    const client = createHeldClient(gatewayUrl, api, { token: answer.body.accessToken });
    return { ...before, client, since: performance.now() };
  }
}
