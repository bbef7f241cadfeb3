/** The services at their own ports. */
import { createClient } from "@shop/client/client";
import type { Transport } from "@shop/client/transport";
import { catalogApi } from "@shop/contracts/catalog/api";
import { orderApi } from "@shop/contracts/order/api";
import { userApi } from "@shop/contracts/user/api";
import { createServiceTransport } from "@shop/kit/http/transport";
import type { Asker, OpenAsks } from "./asks.ts";

type ServiceUrls = { readonly catalog: string; readonly user: string; readonly order: string };

export type ServiceClients = Disposable & { readonly openAsks: OpenAsks };

export function createServiceClients(urls: ServiceUrls): ServiceClients {
  const open = new DisposableStack();
  const transportTo = (name: keyof ServiceUrls, options: { readonly connections?: null } = {}) =>
    open.use(createServiceTransport({ name, url: urls[name], ...options })).send;
  const catalog = transportTo("catalog");
  const user = transportTo("user");
  const order = transportTo("order");
  // Each lasts for minutes: they must not take the places of those who want an answer.
  const stories = transportTo("order", { connections: null });
  return {
    openAsks(asker) {
      const heard: Heard = { tags: new Set(), keptS: undefined };
      const as = (send: Transport) => sendAs(send, asker, heard);
      // A person waits: what cannot be answered now is shown as missing, and is not asked again.
      const options = { repeatForMs: 0 };
      return {
        catalog: createClient(catalogApi, as(catalog), options),
        user: createClient(userApi, as(user), options),
        order: createClient(orderApi, as(order), options),
        stories: createClient(orderApi, as(stories), options),
        tags: () => [...heard.tags],
        keptS: () => heard.keptS,
      };
    },
    [Symbol.dispose]: () => open.dispose(),
  };
}

/** What answers say of how they may be kept. */
type Heard = { readonly tags: Set<string>; keptS: number | undefined };

function sendAs(send: Transport, asker: Asker, heard: Heard): Transport {
  const own = headersOf(asker);
  return async (sent) => {
    const received = await send({ ...sent, headers: { ...sent.headers, ...own } });
    for (const tag of received.header("surrogate-key")?.split(" ") ?? []) heard.tags.add(tag);
    const ownS = /max-age=(\d{1,9})/.exec(received.header("surrogate-control") ?? "")?.[1];
    if (ownS !== undefined) heard.keptS = Math.min(heard.keptS ?? Infinity, Number(ownS));
    return received;
  };
}

const headersOf = ({ token, address, userAgent }: Asker): Readonly<Record<string, string>> => ({
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(address !== undefined && { "x-forwarded-for": address }),
  ...(userAgent !== undefined && { "user-agent": userAgent }),
});
