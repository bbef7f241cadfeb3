/** The copy of what is held: of all services or none, and only the caller's own. */
import type { HeldPage } from "@shop/contracts/language/people";
import { startServer, type RunningServer } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "@shop/testing/until";
import { asAdmin, registered, runUser, signedIn, type RunningUser } from "./running-user.ts";

const open = new AsyncDisposableStack();
afterAll(() => open[Symbol.asyncDispose]());

/** Answers the pages one after the other, by their cursors; without any it is unwell. */
const startHolding = (pages: readonly HeldPage[]): Promise<RunningServer> =>
  startServer((request, response) => {
    let sent = "";
    request.on("data", (chunk: Buffer) => void (sent += chunk.toString()));
    request.on("end", () => {
      const { cursor = "0" } = JSON.parse(sent) as { cursor?: string };
      const page = pages[Number(cursor)];
      response.statusCode = page ? 200 : 500;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(page ?? {}));
    });
  });

let others: readonly HeldPage[];
let user: RunningUser;
let breaking: RunningUser;
beforeAll(async () => {
  const someone = await runUser();
  open.use(someone);
  const { id } = (await signedIn(someone)).user;
  others = [
    { section: "orders", items: [{ id: "o1" }, { id: "o2" }], next: "1" },
    { section: "orders", items: [{ id: "o3" }], next: "2" },
    {
      section: "guestOrders",
      items: [
        { id: "g1", customerId: "guest" },
        { id: "b1", customerId: id },
      ],
      next: null,
    },
  ];
  const reviews: HeldPage[] = [{ section: "reviews", items: [], next: null }];
  const [order, catalog, away] = await Promise.all([others, reviews, []].map(startHolding));
  if (!order || !catalog || !away) throw new Error("Not started");
  for (const server of [order, catalog, away]) open.use(server);
  user = open.use(await runUser({ orderUrl: order.url, catalogUrl: catalog.url }));
  breaking = open.use(await runUser({ orderUrl: away.url, catalogUrl: catalog.url }));
});

const exportOf = ({ url }: RunningUser, token: string) =>
  fetch(`${url}/me/export`, { headers: { authorization: `Bearer ${token}` } });

test("all that is held is one document to keep, without a hash or a token", async () => {
  const { accessToken, refreshToken, user: me } = await signedIn(user);
  const body = { name: "Ana", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" };
  await user.api.addAddress({ token: accessToken, body });
  const answer = await exportOf(user, accessToken);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
  expect(answer.headers.get("cache-control")).toContain("no-store");
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    account: [{ id: me.id, email: me.email }],
    addresses: [{ addresses: [{ line1: "Main St 1" }] }],
    sessions: [{ end: null }],
    reviews: [],
    orders: [{ id: "o1" }, { id: "o2" }, { id: "o3" }],
  });
  expect(text).not.toMatch(/argon2|hash/i);
  expect(text).not.toContain(refreshToken);
});

test("who runs the shop is shown the keys they made, and what is on record as done by them and to them", async () => {
  const admin = await asAdmin(user);
  const person = await registered(user);
  const signIn = async () =>
    (await user.api.logIn({ body: { email: person.email, password: person.password } })).body;
  const { id } = (await signIn()).user;
  const key = { name: "feed", scopes: ["orders:read" as const] };
  await user.api.createApiKey({ token: admin.token, body: key });
  const staff = { token: admin.token, params: { id }, body: { roles: ["staff" as const] } };
  expect((await user.api.updateUser(staff)).status).toBe(200);
  type Copy = { apiKeys: object[]; acts: object[]; account: object[] };
  const copyOf = async (token: string) => (await (await exportOf(user, token)).json()) as Copy;
  const acted = { action: "users.update", object: id, after: { roles: ["staff"] } };
  await until(async () => (await user.rows("audit").countDocuments({ object: id })) > 0);
  const copy = await copyOf(admin.token);
  expect(copy.apiKeys).toMatchObject([key]);
  expect(copy.acts).toContainEqual(
    expect.objectContaining({ ...acted, after: expect.objectContaining(acted.after) }),
  );
  const theirs = await copyOf((await signIn()).accessToken);
  expect(theirs.account).toMatchObject([{ role: "staff", disabled: false }]);
  expect(theirs.acts).toMatchObject([acted]);
  expect(JSON.stringify(theirs)).not.toContain(admin.id);
});

test("with a service away there is no copy, for a part would look like the whole", async () => {
  const { accessToken } = await signedIn(breaking);
  // Asking again is not counted: nobody has got a copy.
  for (let round = 0; round < 7; round += 1) {
    const answer = await exportOf(breaking, accessToken);
    const { code } = (await answer.json()) as { code: string };
    expect([answer.status, code]).toEqual([503, "export.incomplete"]);
  }
});

test("it shows nothing of anybody else, and not for ever as often", async () => {
  const [one, another] = [await signedIn(user), await registered(user)];
  const text = await (await exportOf(user, one.accessToken)).text();
  expect(text).not.toContain(another.email);
  const statuses = [];
  for (let round = 0; round < 5; round += 1) statuses.push((await exportOf(user, one.accessToken)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
});
