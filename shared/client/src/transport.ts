/** How requests get to the shop: `fetch` for whoever is outside, something of their own for services. */

/** What is sent as the body of a request whose contract takes a stream. */
export type Source = string | Uint8Array | AsyncIterable<Uint8Array>;

export type Sent = {
  /** In capitals. */
  readonly method: string;
  /** From the root of the shop, with its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Source;
  readonly signal?: AbortSignal | undefined;
};

export type Received = {
  readonly status: number;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Either the whole body, or its parts as they come; one of them, once. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly parts: () => AsyncIterable<Uint8Array>;
};

/** Rejects when no answer comes; whether the request has arrived is not known then. */
export type Transport = (sent: Sent) => Promise<Received>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** `fetch`: of one's own, for a proxy, an agent, or headers that every request carries. */
export const createFetchTransport =
  (url: string, { fetch: ask = fetch }: { readonly fetch?: Fetch } = {}): Transport =>
  async ({ method, path, headers, body, signal }) => {
    const response = await ask(url.replace(/\/$/, "") + path, {
      method,
      headers,
      redirect: "manual",
      ...(body !== undefined && { body: body as NonNullable<RequestInit["body"]>, duplex: "half" }),
      ...(signal && { signal }),
    });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      bytes: async () => new Uint8Array(await response.arrayBuffer()),
      parts: () => response.body ?? nothing(),
    };
  };

async function* nothing(): AsyncIterable<Uint8Array> {}
