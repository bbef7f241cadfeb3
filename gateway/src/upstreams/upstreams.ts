/** The services behind the gateway. */
import type { Body } from "../entry/receive-body.ts";
import { askForBody, type Transit } from "../entry/transit.ts";
import { headOf, upgradeNeeded } from "../entry/upgrade.ts";
import type { Route } from "../routing/route-table.ts";
import { createBalance, type Balance, type BalanceOptions, type Instance } from "./balance.ts";
import { createBudget } from "./budget.ts";
import { Collector, type Ask } from "./collect.ts";
import { toQuestionFields } from "./fields.ts";
import { createGate, type GateOptions, type GateState } from "./gate.ts";
import { closeInstance, followNames, openInstance, type NameOptions } from "./instances.ts";
import { Journey, type Plan } from "./journey.ts";
import type { Priority } from "./limit.ts";
import type { News, OnAnswer } from "./news.ts";
import { Relay } from "./relay.ts";
import type { StreamEnd } from "./stream-lane.ts";
import { createUsual } from "./usual.ts";

export type Send = (transit: Transit, route: Route, body: Body, priority: Priority) => Promise<void>;

export type Upstream = AsyncDisposable & {
  /**
   * Answers the client. Rejects, when nothing of an answer has been written, with 503 `service.overloaded` or
   * `service.unavailable`, 504 `service.timeout`, or 408 when a streamed body was late.
   */
  readonly send: Send;
  /** Asks for the gateway itself, bound to no client. */
  readonly ask: Ask;
  readonly state: () => UpstreamState;
};

export type UpstreamState = GateState & {
  readonly instances: readonly {
    readonly url: string;
    readonly running: number;
    /** Milliseconds until it is asked again; 0 when it is. */
    readonly outMs: number;
  }[];
  /** Requests that were sent once more, since the process began. */
  readonly repeated: number;
};

export type UpstreamOptions = GateOptions &
  NameOptions & {
    /** One for each instance; a name may stand for several. */
    readonly urls: readonly string[];
    readonly onAnswer?: OnAnswer | undefined;
    readonly balance?: BalanceOptions | undefined;
    /** Sends what is plain by the way of streams, too. */
    readonly streamsAll?: boolean | undefined;
  };

export function createUpstream(options: UpstreamOptions): Upstream {
  const { urls, onAnswer, streamsAll = false } = options;
  const balance = createBalance(
    urls.map((url) => openInstance(url)),
    { ...options.balance, onAbsence: () => names?.wake() },
  );
  const names = followNames(urls, balance, options);
  const budget = createBudget();
  const usual = createUsual();
  const gate = createGate(options);

  const sendPlain: Send = async (transit, route, body, priority) => {
    const { request, response } = transit;
    const { method = "", headers } = request;
    const relay = new Relay(transit, { route, onAnswer });
    const isLong = route.canWait && headers["prefer"] !== undefined;
    const until = performance.now() + route.timeoutMs;
    let isSent = false;
    await gate.pass({ route, priority, isLong }, async (onOver) => {
      if (response.destroyed) {
        onOver();
        return "unknown";
      }
      isSent = true;
      const plan: Plan = {
        method,
        question: (msLeft) => ({
          method,
          target: request.url ?? "",
          fields: toQuestionFields(transit, msLeft),
          body: body === "stream" ? undefined : body,
        }),
        isRepeatable: isSafe(method) || (route.isIdempotent && headers["idempotency-key"] !== undefined),
        timeoutMs: until - performance.now(),
        route: isLong ? undefined : route.name,
        onOver,
      };
      const journey = new Journey({ balance, budget, usual }, plan, relay);
      response.once("close", () => {
        journey.abandon();
        relay.leave();
      });
      return journey.outcome;
    });
    if (isSent) await relay.done;
  };

  const sendStream: Send = async (transit, route, body, priority) => {
    if (route.upgrades && !headOf(transit.request)) throw upgradeNeeded();
    let unsent: Error | undefined;
    await gate.pass({ route, priority, isLong: true }, async (leave) => {
      const { response } = transit;
      if (response.destroyed) {
        leave();
        return "unknown";
      }
      if (body === "stream") askForBody(transit);
      const end = await stream(balance, transit, body, { route, onAnswer }, leave);
      unsent = end.unsent;
      return end.outcome;
    });
    if (unsent) throw unsent;
  };

  return {
    send: (transit, route, body, priority) =>
      streamsAll || route.streamsBody || route.streamsReply || route.upgrades
        ? sendStream(transit, route, body, priority)
        : sendPlain(transit, route, body, priority),
    async ask({ target, headers, priority }, route) {
      const collector = new Collector();
      const until = performance.now() + route.timeoutMs;
      await gate.pass({ route, priority, isLong: false }, (onOver) => {
        const plan: Plan = {
          method: "GET",
          question: (msLeft) => ({
            method: "GET",
            target,
            fields: [...Object.entries(headers).flat(), "x-request-deadline", String(Math.floor(msLeft))],
            body: undefined,
          }),
          isRepeatable: true,
          timeoutMs: until - performance.now(),
          route: route.name,
          onOver,
        };
        const journey = new Journey({ balance, budget, usual }, plan, collector);
        void collector.whole.catch(() => undefined).then(() => journey.abandon());
        return journey.outcome;
      });
      return collector.whole;
    },
    state: () => ({
      ...gate.state(),
      instances: balance.instances.map(({ url, running, outUntil }) => ({
        url,
        running,
        outMs: Math.max(0, Math.round(outUntil - performance.now())),
      })),
      repeated: budget.used(),
    }),
    async [Symbol.asyncDispose]() {
      await names?.[Symbol.asyncDispose]();
      gate[Symbol.dispose]();
      for (const instance of balance.instances) closeInstance(instance);
    },
  };
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/** Asks one instance after the other until one is reached. `leave` is called once. */
async function stream(
  balance: Balance,
  transit: Transit,
  body: Body,
  news: News,
  leave: () => void,
): Promise<StreamEnd> {
  const tried: Instance[] = [];
  const leaveOnce = (): void => {
    if (!hasLeft) leave();
    hasLeft = true;
  };
  let hasLeft = false;
  for (;;) {
    const instance = balance.pick(tried);
    tried.push(instance);
    instance.running += 1;
    const { sockets, streams } = instance.lanes;
    const end = await (news.route.upgrades
      ? sockets.open(transit, news, leaveOnce)
      : streams.send(transit, body, news, leaveOnce));
    instance.running -= 1;
    if (end.outcome === "answered") balance.noteAnswer(instance);
    else if (end.outcome !== "unknown") balance.noteFailure(instance);
    if (!end.unsent || balance.instances.every((each) => tried.includes(each))) return end;
  }
}
