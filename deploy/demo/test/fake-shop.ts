/** As much of the shop's public API as the loader asks for, in memory; it records what was written. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type FakeShop = AsyncDisposable & {
  readonly url: string;
  readonly categories: Map<string, { id: string; slug: string; parentId: string | null }>;
  readonly products: Set<string>;
  /** By product, the addresses of its pictures. */
  readonly pictures: Map<string, string[]>;
  readonly reviews: Set<string>;
  /** Path and answer of each request. */
  readonly seen: string[];
  /** Where the requests came from. */
  readonly callers: Set<string | undefined>;
  /** The next requests get these statuses instead of an answer. */
  readonly failNext: number[];
};

type Answer = readonly [status: number, body?: unknown];

/** `readyAfter`: a service behind the gateway is still coming for the first so many who ask. */
export async function startFakeShop({ hasReviewers = true, readyAfter = 0 } = {}): Promise<FakeShop> {
  let asked = 0;
  const categories: FakeShop["categories"] = new Map();
  const products = new Set<string>();
  const pictures: FakeShop["pictures"] = new Map();
  const reviews = new Set<string>();
  const accounts = new Map([["admin@example.com", "admin-password"]]);
  if (hasReviewers)
    for (const name of ["nora", "milan", "aiko", "jules", "tessa"])
      accounts.set(`${name}@supercoolshop.test`, "reviewer-of-the-shop");
  const seen: string[] = [];
  const callers: FakeShop["callers"] = new Set();
  const failNext: number[] = [];

  const logIn = ({ email, password }: Record<string, string>): Answer =>
    accounts.get(email ?? "") === password
      ? [200, { accessToken: email, expiresIn: 300, refreshToken: email }]
      : [401, {}];

  const addCategory = (body: Record<string, string>): Answer => {
    const { slug = "", parentId = null } = body;
    if (categories.has(slug)) return [409, {}];
    categories.set(slug, { id: `c-${slug}`, slug, parentId });
    return [201, categories.get(slug)];
  };
  const importProducts = (lines: string): Answer => {
    const rows = lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; images?: { url: string }[] });
    const created = rows.filter(({ id }) => !products.has(id)).length;
    for (const { id, images = [] } of rows) {
      products.add(id);
      pictures.set(
        id,
        images.map(({ url }) => url),
      );
    }
    const done = { created, updated: 0, unchanged: rows.length - created, failed: 0 };
    return [200, { id: "import", state: "done", ...done, errors: [], warnings: [] }];
  };
  const addPicture = (id: string, svg: string): Answer => {
    const url = `/images/${createHash("sha256").update(svg).digest("hex").slice(0, 32)}.webp`;
    pictures.get(id)?.push(url);
    return svg.startsWith("<svg") ? [201, { url, alt: "" }] : [422, {}];
  };
  /** Two pages, so that the second is asked for. */
  const listCategories = (cursor: string | null): Answer => {
    const all = [...categories.values()];
    return [200, cursor ? { items: all.slice(20), next: null } : { items: all.slice(0, 20), next: "more" }];
  };
  const addReview = (path: string, token: string): Answer => {
    const review = `${path} ${token}`;
    if (reviews.has(review)) return [409, {}];
    reviews.add(review);
    return [201, {}];
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop");
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const body = await text(request);
    const failure = failNext.shift();
    if (failure !== undefined) return [failure, {}];
    const json = () => JSON.parse(body) as Record<string, string>;
    const id = pathname.split("/")[2] ?? "";
    const routes: Record<string, () => Answer> = {
      "GET /health/ready": () => [200, { status: asked++ < readyAfter ? "degraded" : "ok" }],
      "POST /auth/login": () => logIn(json()),
      "GET /categories": () => listCategories(searchParams.get("cursor")),
      "POST /categories": () => addCategory(json()),
      "POST /products/import": () => importProducts(body),
      [`GET /products/${id}`]: () => [
        products.has(id) ? 200 : 404,
        { images: (pictures.get(id) ?? []).map((url) => ({ url })) },
      ],
      [`POST /products/${id}/images`]: () => addPicture(id, body),
      [`GET /products/${id}/reviews`]: () => [
        200,
        { items: [...reviews].filter((review) => review.startsWith(`${pathname} `)), next: null },
      ],
      [`POST /products/${id}/reviews`]: () => addReview(pathname, token),
    };
    return routes[`${request.method} ${pathname}`]?.() ?? [404, {}];
  }

  const server = createServer((request, response) => {
    callers.add(request.socket.remoteAddress);
    void answer(request).then(([status, body]) => {
      seen.push(`${request.method} ${request.url} ${status}`);
      return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    categories,
    products,
    pictures,
    reviews,
    seen,
    callers,
    failNext,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
