/** The shop as anybody may ask it, through its gateway. Whatever the loader asks may be asked again: it changes nothing. */
import { createClient, type Client } from "@shop/client/client";
import { isProblem, orProblem, Refused } from "@shop/client/refusal";
import { repeat } from "@shop/client/repeat";
import { createSession } from "@shop/client/session";
import { createFetchTransport } from "@shop/client/transport";
import { catalogApi } from "@shop/contracts/catalog/api";
import { gatewayApi } from "@shop/contracts/gateway/own";
import { userApi } from "@shop/contracts/user/api";
import { setTimeout as wait } from "node:timers/promises";
import { Agent, fetch } from "undici";

export type Account = { readonly email: string; readonly password: string };

export type Catalog = Client<typeof catalogApi>;

export type ShopClient = {
  /** The catalog as this account has it; undefined when it may not sign in. */
  signIn(account: Account): Promise<Catalog | undefined>;
  /** Resolves when the whole shop is ready; rejects with what is missing after `waitMs`. */
  untilReady(waitMs: number): Promise<void>;
};

/** Twice as long as a busy shop sends anybody away. */
const repeatForMs = 120_000;

/** Again while the shop cannot answer, also what the client would not ask twice. */
export const insist = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
  repeat(ask, { forMs: repeatForMs });

/** The answer, or undefined when it was refused with this status. */
export async function unless<Answer extends object>(
  status: number,
  asking: Promise<Answer>,
): Promise<Answer | undefined> {
  const answer = await orProblem(asking);
  if (!isProblem(answer)) return answer;
  if (answer.status === status) return undefined;
  throw new Refused(answer);
}

/** `localAddress` is where the calls come from, for a shop that counts them by that. */
export function createShopClient(url: string, { localAddress }: { localAddress?: string } = {}): ShopClient {
  const transport = createFetchTransport(
    url,
    localAddress === undefined ? {} : { fetch: from(localAddress) },
  );
  const users = createClient(userApi, transport, { repeatForMs });
  const gateway = createClient(gatewayApi, transport, { repeatForMs: 0 });

  return {
    async signIn(body) {
      const answer = await unless(
        401,
        insist(() => users.logIn({ body })),
      );
      if (!answer) return undefined;
      const session = createSession(
        answer.body,
        async (refreshToken) => (await users.refresh({ body: { refreshToken } })).body,
      );
      return createClient(catalogApi, transport, { session, repeatForMs });
    },

    async untilReady(waitMs) {
      let seen = "no answer";
      for (const end = Date.now() + waitMs; Date.now() < end; await wait(250)) {
        const answer = await gateway.getReadiness().catch((error: unknown) => error);
        // The gateway may be asked while a service behind it is still coming: then it says so.
        if (answer instanceof Error) seen = answer instanceof Refused ? answer.message : "no answer";
        else {
          const { body } = answer as Awaited<ReturnType<typeof gateway.getReadiness>>;
          if (body.status === "ok") return;
          seen = JSON.stringify(body);
        }
      }
      throw new Error(
        `The shop at ${url} was not ready within ${Math.round(waitMs / 1000)} s; last seen: ${seen}`,
      );
    },
  };
}

function from(localAddress: string) {
  const dispatcher = new Agent({ localAddress });
  return (to: string, init: object): Promise<Response> => fetch(to, { ...init, dispatcher });
}
