/**
 * The way of WebSockets to one instance of a service: it is asked for the upgrade that the client asked for; then both
 * connections are one, until either side ends it, it stays silent, or its client does not read.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { unavailable } from "@shop/kit/http/server/refusals";
import { onEnd } from "@shop/kit/http/server/stream-end";
import { request as ask } from "@shop/kit/net/http";
import { beginAnswer, refuse } from "../entry/answer.ts";
import { addOurHeaders, type Transit } from "../entry/transit.ts";
import { headOf } from "../entry/upgrade.ts";
import { silenceOf } from "./breaker.ts";
import { toAnswerFields } from "./fields.ts";
import type { News } from "./news.ts";
import { cutStuckReader } from "./stuck-reader.ts";
import type { StreamEnd } from "./stream-lane.ts";
import { isUnsent, marginMs, timedOut } from "./terms.ts";

export type SocketLane = {
  /**
   * Answers the client. Resolves once the service has answered, the client has left, or the deadline has passed; never
   * rejects. `onClose` is called when the connection has ended.
   */
  readonly open: (transit: Transit, news: News, onClose: () => void) => Promise<StreamEnd>;
};

/** Neither side has said anything, not even a ping: a peer that is gone without a word looks like that. */
const silentMs = 120_000;

/** `host` is what the service is called when `url` has only its address. */
export function createSocketLane(url: string, host?: string): SocketLane {
  return {
    open(transit, { route }, onClose) {
      const { request, response } = transit;
      const { promise, resolve: finish } = Promise.withResolvers<StreamEnd>();
      addOurHeaders(transit, Math.max(route.timeoutMs - marginMs, 1));
      const headers = { ...request.headers, host, connection: "Upgrade", upgrade: "websocket" };
      const asked = ask(new URL(request.url ?? "", url), { agent: false, headers: withoutAbsent(headers) });
      const giveUp = (error: Error, isReached: boolean): void => {
        clearTimeout(timer);
        asked.destroy();
        finish({
          outcome: silenceOf(error.cause),
          ...(!isReached && { unsent: unavailable({ cause: error }) }),
        });
        if (isReached && !response.destroyed) refuse(transit, error);
      };
      const timer = setTimeout(() => giveUp(timedOut(), true), route.timeoutMs);
      response.once("close", () => {
        clearTimeout(timer);
        asked.destroy();
        finish({ outcome: "unknown" });
        onClose();
      });
      const hear = (then: () => void): void => {
        clearTimeout(timer);
        finish({ outcome: "answered" });
        if (response.destroyed) asked.destroy();
        else then();
      };
      asked
        .on("upgrade", (answer: IncomingMessage, service: Duplex, first: Buffer) =>
          hear(() => join({ transit, route }, answer, service, first)),
        )
        .on("response", (answer: IncomingMessage) => hear(() => passRefusal({ transit, route }, answer)))
        .on("error", (error: Error) => giveUp(unavailable({ cause: error }), !isUnsent(error)))
        .end();
      return promise;
    },
  };
}

type Opening = Pick<News, "route"> & { readonly transit: Transit };

/** Both connections end together; each is read as fast as the other takes it. */
function join({ transit, route }: Opening, answer: IncomingMessage, service: Duplex, first: Buffer): void {
  const { request, response } = transit;
  const client = request.socket;
  const fields = toAnswerFields(route, 101, answer.headers);
  beginAnswer(transit, 101, [...fields, "Connection", "Upgrade", "Upgrade", "websocket"]);
  response.flushHeaders();
  if (first.length > 0) client.write(first);
  const head = headOf(request);
  if (head && head.length > 0) service.write(head);
  const cut = (): void => {
    client.destroy();
    service.destroy();
  };
  for (const side of [client, service]) side.on("error", cut).once("close", cut);
  client.setTimeout(silentMs, cut);
  cutStuckReader(service, cut);
  onEnd(response, true, cut);
  client.pipe(service).pipe(client);
}

/** The service does not want to. */
function passRefusal({ transit, route }: Opening, answer: IncomingMessage): void {
  const { statusCode: status = 502, headers } = answer;
  beginAnswer(transit, status, toAnswerFields(route, status, headers));
  answer.on("error", () => transit.response.destroy()).pipe(transit.response);
}

const withoutAbsent = (
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );
