/** An order found again by its number: the link goes to who ordered it, and nobody else learns anything. */
import { randomInt } from "node:crypto";
import PostalMime from "postal-mime";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ shopUrl: "https://shop.example.com" });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Somebody else than in every other test. */
const somewhere = () => ({ "X-Forwarded-For": `198.51.${randomInt(256)}.${randomInt(256)}` });
const nobody = { token: null } as const;

async function ordered(email: string) {
  const alice = await shop.as();
  const contact = { email, name: "Alice" };
  const { body } = await alice.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  return { alice, ...body };
}

const askFor = async (body: { number: string; email: string }, headers = somewhere()) =>
  (await shop.as()).lookUpOrder({ body, headers, ...nobody });

async function mailsTo(email: string) {
  const sent = shop.mail.mailsTo(email.toLowerCase());
  const mails = sent.map(async ({ raw, headers }) => ({
    headers,
    text: (await PostalMime.parse(raw)).text ?? "",
  }));
  return (await Promise.all(mails)).filter(({ text }) => text.includes("?access="));
}

/** The token of the last link that was sent there. */
async function linkFor(
  order: { readonly id: string; readonly number: string },
  email: string,
): Promise<string> {
  const before = (await mailsTo(email)).length;
  expect(await askFor({ number: order.number, email })).toMatchObject({
    status: 202,
    body: { status: "accepted" },
  });
  const text = await until(async () => (await mailsTo(email))[before]?.text, "the link is sent");
  const [, token = ""] =
    new RegExp(`https://shop.example.com/order/${order.id}\\?access=(\\S+)`).exec(text) ?? [];
  return token;
}

test("the link in the mail shows the order and its timeline to whoever has it, and nothing else", async () => {
  const order = await ordered("lost@example.com");
  const other = await ordered("other@example.com");
  const access = await linkFor(order, "Lost@Example.COM");
  // Which is told after the mail is there; from then on the order waits for its stock.
  await shop.untilTold(order.id, "mail.sent");
  const stranger = await shop.as();
  const params = { id: order.id };
  const { alice } = order;
  for (const who of [nobody, {}]) {
    const shown = await stranger.getOrder({ params, query: { access }, ...who });
    expect(shown.body).toEqual((await alice.getOrder({ params })).body);
    expect(shown.headers.get("cache-control")).toBe("no-store");
    const timeline = await stranger.getTimeline({ params, query: { access, limit: 1 }, ...who });
    expect(timeline.body.items).toHaveLength(1);
    const next = { access, limit: 1, cursor: timeline.body.next ?? "" };
    expect((await stranger.getTimeline({ params, query: next, ...who })).status).toBe(200);
  }
  const wrong = [
    await stranger.getOrder({ params: { id: other.id }, query: { access }, ...nobody }),
    await stranger.getTimeline({ params: { id: other.id }, query: { access }, ...nobody }),
    await stranger.getOrder({ params, query: { access: `${access}x` }, ...nobody }),
    await stranger.getOrder({ params, query: { access: "rubbish" }, ...nobody }),
    await stranger.getOrder({ params: { id: "no-such-order" }, query: { access }, ...nobody }),
  ];
  for (const { problem, headers } of wrong) {
    expect(problem).toMatchObject({ status: 404, code: "order.not_found" });
    expect(headers.get("cache-control")).toBe("no-store");
  }
  expect((await stranger.cancelOrder({ params, ...nobody })).status).toBe(401);
  expect((await stranger.listOrders(nobody)).status).toBe(401);
});

test("the link shows what happens to the order while it happens, too", async () => {
  const order = await ordered("watching@example.com");
  const access = await linkFor(order, "watching@example.com");
  const streamOf = (id: string) => fetch(`${shop.url}/orders/${id}/stream?access=${access}`);
  const followed = await streamOf(order.id);
  expect(followed.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const reader = followed.body?.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  while (!told.includes("event: order.placed")) told += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  const other = await ordered("other@example.com");
  expect((await streamOf(other.id)).status).toBe(404);
  expect((await fetch(`${shop.url}/orders/${order.id}/stream`)).status).toBe(401);
});

test("without a link and without a sign-in an order is 401, also one that is not there", async () => {
  const order = await ordered("anonymous@example.com");
  const stranger = await shop.as();
  for (const id of [order.id, "no-such-order", "no order"]) {
    const { status, headers } = await stranger.getOrder({ params: { id }, ...nobody });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
  const empty = await stranger.getOrder({ params: { id: order.id }, query: { access: "" }, ...nobody });
  expect(empty.problem).toMatchObject({ status: 400, errors: [{ path: "query.access" }] });
  const bad = await stranger.getOrder({ params: { id: order.id }, query: { access: "x" }, token: "rubbish" });
  expect(bad.status).toBe(401);
});

test("who owns the order still sees it with a link that is no good, and staff too", async () => {
  const { alice, id } = await ordered("owner@example.com");
  const staff = await shop.as("staff", "staff");
  for (const who of [alice, staff])
    expect((await who.getOrder({ params: { id }, query: { access: "old" } })).status).toBe(200);
});

test("a number and an address that do not belong together are answered the same, and nobody gets a mail", async () => {
  const order = await ordered("silent@example.com");
  const asked = [
    { number: order.number, email: "mallory@example.com" },
    { number: "0000000000", email: "silent@example.com" },
    { number: "no such number! {$ne: 1}", email: "silent@example.com" },
  ];
  const right = await askFor({ number: order.number, email: "silent@example.com" });
  const shape = ({ status, body, headers }: typeof right) => [status, body, [...headers.keys()].toSorted()];
  for (const body of asked) expect(shape(await askFor(body))).toEqual(shape(right));
  const lookups = shop.connection.collection("lookups");
  await until(async () => (await lookups.countDocuments()) === 0, "all lookups are done");
  await until(async () => (await mailsTo("silent@example.com")).length > 0, "the right one is answered");
  expect(await mailsTo("silent@example.com")).toHaveLength(1);
  expect(await mailsTo("mallory@example.com")).toHaveLength(0);
});

test("the number is found as a person types it, and each time a mail of its own is sent", async () => {
  const email = "typing@example.com";
  const order = await ordered(email);
  const number = ` ${order.number.toLowerCase().slice(0, 5)}-${order.number.slice(5).replaceAll("0", "o")} `;
  const tokens = [await linkFor({ ...order, number }, email), await linkFor(order, email)];
  expect(tokens.every((token) => token.length > 40)).toBe(true);
  const ids = (await mailsTo(email)).map(({ headers }) => /^message-id: (.*)$/im.exec(headers)?.[1]);
  expect(new Set(ids).size).toBe(2);
});

test("a lookup that a process has left undone is done by the next", async () => {
  const order = await ordered("patient@example.com");
  const task = { id: "look_up", kind: "look_up", dueAt: new Date(0), attempts: 1, giveUpAt: null };
  const lookups = shop.connection.collection<{ _id: string }>("lookups");
  const asked = { number: order.number, emailKey: "patient@example.com" };
  await lookups.insertOne({
    _id: "left",
    ...asked,
    owes: [task],
    revision: 1,
    createdAt: new Date(),
  } as never);
  await shop.restart();
  const [mail] = await until(async () => {
    const mails = await mailsTo("patient@example.com");
    return mails.length > 0 && mails;
  }, "the link is sent");
  expect(mail?.text).toContain(`/order/${order.id}?access=`);
});

test("an order's links are asked for 5 times in a quarter of an hour, whoever asks and whether or not it exists", async () => {
  const order = await ordered("flooded@example.com");
  for (const number of [order.number, "1234567890"]) {
    const email = "flooded@example.com";
    for (let count = 0; count < 5; count += 1) expect((await askFor({ number, email })).status).toBe(202);
    const { problem, headers } = await askFor({ number: number.toLowerCase(), email });
    expect(problem).toMatchObject({ status: 429, code: "order.too_many_lookups" });
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
});

test("one address does not try many numbers", async () => {
  const headers = somewhere();
  const tries = Array.from({ length: 51 }, (_, index) =>
    askFor({ number: `TRY${1_000 + index}`, email: "mallory@example.com" }, headers),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});
