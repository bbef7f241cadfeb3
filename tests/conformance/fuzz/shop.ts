/** What the cases need of the shop that they are sent to, and the questions whose answers are known. */
import { requestOf } from "@shop/client/to-request";
import type { Sent } from "@shop/client/transport";
import { catalogApi } from "@shop/contracts/catalog/api";
import { userApi } from "@shop/contracts/user/api";
import { createHeldClient } from "@shop/testing/held-client";
import { askRaw } from "../../ask-raw.ts";
import type { Answer } from "../wire.ts";

/** Tokens live for five minutes. */
const renewEveryMs = 120_000;

export type Question = {
  readonly bytes: string;
  /** Why this is not the answer; undefined when it is. */
  readonly judge: (answer: Answer) => string | undefined;
};

export type OwnQuestion = Question & {
  /** In the answer to this question and in no other. */
  readonly id: string;
};

export type FuzzedShop = {
  readonly url: URL;
  /** The bytes of a case, with what the shop has in the place of its words. */
  readonly fill: (text: string) => Buffer;
  /** Asks for something that is not there; the answer names it. */
  readonly askOwn: () => OwnQuestion;
  /** A question of one service, each in its turn. */
  readonly askService: (turn: number) => Question;
  /** To be called now and then, before a case. */
  readonly renew: () => Promise<void>;
};

export async function visitShop(url: URL): Promise<FuzzedShop> {
  let token = await enter(url);
  let renewAt = performance.now() + renewEveryMs;
  let asked = 0;
  const productId = await firstProduct(url);
  const told = [
    requestOf(catalogApi.getProduct, { params: { id: productId } }),
    requestOf(userApi.getPublicKeys),
  ];
  const same = await Promise.all(told.map(remember(url)));
  const bearer = () => `Authorization: Bearer ${token}\r\n`;

  const ask = (path: string, headers = ""): string =>
    `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n${headers}\r\n`;
  const askAbsent = (folder: "orders" | "products") => {
    const id = `own-${process.pid}-${(asked += 1)}-end`;
    const bytes = ask(`/${folder}/${id}`, folder === "orders" ? bearer() : "");
    return { id, bytes, judge: judgeBy((answer) => answer.status === 404 && answer.body.includes(id)) };
  };
  const askSame = (turn: 0 | 1): Question => {
    const [path = "", body = ""] = same[turn] ?? [];
    return { bytes: ask(path), judge: judgeBy((answer) => answer.status === 200 && answer.body === body) };
  };
  const questions = [
    () => askSame(0),
    () => askAbsent("orders"),
    () => askSame(1),
    () => askAbsent("products"),
  ];

  return {
    url,
    fill: (text) =>
      Buffer.from(
        text.replaceAll("HOST", url.host).replaceAll("TOKEN", token).replaceAll("PRODUCT", productId),
        "latin1",
      ),
    askOwn: () => askAbsent("orders"),
    askService: (turn) => questions[turn % questions.length]?.() ?? askSame(0),
    async renew() {
      if (performance.now() < renewAt) return;
      renewAt = performance.now() + renewEveryMs;
      token = await enter(url);
    },
  };
}

const judgeBy =
  (isRight: (answer: Answer) => boolean): Question["judge"] =>
  (answer) =>
    isRight(answer) ? undefined : `got ${answer.status} ${answer.body.trim().slice(0, 200)}`;

/** Ids that other questions have put into an answer that is not theirs. */
export const foreignIds = ({ body }: Answer, own: readonly string[]): string[] =>
  (body.match(/own-\d+-\d+-end/g) ?? []).filter((id) => !own.includes(id));

async function enter(url: URL): Promise<string> {
  return (await createHeldClient(url.origin, userApi).enterAsGuest()).body.accessToken;
}

async function firstProduct(url: URL): Promise<string> {
  const { body } = await createHeldClient(url.origin, catalogApi).listProducts({ query: { limit: "1" } });
  const [product] = body.items;
  if (!product) throw new Error("The shop sells nothing");
  return product.id;
}

const remember = (url: URL) => async (sent: Sent) =>
  [sent.path, await (await askRaw(url.origin, sent)).text()] as const;
