/** Mails as a mail server receives them. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { until } from "@shop/testing/until";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samples } from "../src/mails/samples.ts";
import { anOrder, longAgo, newKey, runOrder, type RunningOrder } from "./running-order.ts";

const { stockRejected } = catalogEvents;

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** An order that was sent three times, and the mails to `address` when nothing is owed any more. */
async function mailed(address: string, changes: Parameters<typeof anOrder>[0]) {
  const alice = await shop.as();
  const headers = newKey();
  const body = anOrder(changes);
  const answers = [];
  for (let time = 0; time < 3; time += 1) answers.push((await alice.placeOrder({ body, headers })).body);
  const [order = answers[0]] = answers;
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([order?.id]));
  const { id = "", number = "" } = order ?? {};
  await shop.confirmed(id);
  await shop.untilDone(id);
  return { id, number, mails: shop.mail.mailsTo(address) };
}

test("an odd name, and a request that is sent three times: one mail to one recipient, the name as written", async () => {
  const names = ['Lovelace, Ada "Countess" <boss@example.net>', "Zoë 🦊 مريم", "Bcc: x@example.net;"];
  for (const name of names) {
    const email = `ada-${randomUUID()}@example.com`;
    const before = shop.mail.mails.length;
    const { mails } = await mailed(email, { contact: { email, name } });
    expect(mails).toHaveLength(1);
    expect(shop.mail.mails).toHaveLength(before + 1);
    expect(mails[0]?.to).toEqual([email]);
    const mail = await PostalMime.parse(mails[0]?.raw ?? "");
    expect(mail.to).toEqual([{ address: email, name }]);
    expect(mail.cc ?? mail.bcc).toBeUndefined();
    expect(mail.text).toContain(`Hello ${name},`);
  }
});

test("a domain that is not ASCII goes out in its ASCII form", async () => {
  const contact = { email: "info@müller.example", name: "Müller" };
  const { mails } = await mailed("info@xn--mller-kva.example", { contact });
  const recipients = shop.mail.commands.filter((line) => line.includes("RCPT TO") && line.includes("info@"));
  expect(recipients).toEqual(["RCPT TO:<info@xn--mller-kva.example>"]);
  expect(mails[0]?.raw).toMatch(/^To: .*<info@xn--mller-kva\.example>/m);
});

test("a mail says what was bought, what it cost and where it goes, without holes", async () => {
  const shippingAddress = { name: "Sam Field", line1: "Villa 14, Street 9b", city: "Dubai", country: "AE" };
  const contact = { email: `sam-${randomUUID()}@example.com`, name: "Sam" };
  const { number, mails } = await mailed(contact.email, { contact, shippingAddress });
  const { subject, text = "" } = await PostalMime.parse(mails[0]?.raw ?? "");
  expect(subject).toBe(`Your order ${number} is confirmed`);
  expect(text).toContain("1 × Phone cover, black: €19.99");
  expect(text).toContain("Total, tax included: €24.89");
  expect(text).toContain("It goes to:\nSam Field\nVilla 14, Street 9b\nDubai\nUnited Arab Emirates\n");
  expect(text).not.toMatch(/undefined|null/);
});

test("a mail can be read as text and as HTML, says the same in both, and leads to the order", async () => {
  const email = `ann-${randomUUID()}@example.com`;
  const { id, mails } = await mailed(email, { contact: { email, name: "Ann & <b>Bob</b>" } });
  const { html = "", text = "" } = await PostalMime.parse(mails[0]?.raw ?? "");
  for (const part of [text, html]) {
    expect(part).toContain("Phone cover, black");
    expect(part).toContain("€24.89");
    expect(part).toContain(`http://localhost:8080/order/${id}`);
  }
  expect(text).toContain("Hello Ann & <b>Bob</b>,");
  expect(html).toContain("Hello Ann &#38; &#60;b&#62;Bob&#60;/b&#62;,");
});

test.each(["tok_declined", "tok_ok"])(
  "who paid with %s and gets nothing is told so once, however often the shop hears of it",
  async (token) => {
    const alice = await shop.as();
    const email = `${randomUUID()}@example.com`;
    const payment = { method: "card", token } as const;
    const body = anOrder({ contact: { email, name: "Alice" }, payment });
    const { body: order } = await alice.placeOrder({ body, headers: newKey() });
    const isDeclined = token === "tok_declined";
    for (let time = 0; time < 3; time += 1)
      await (isDeclined
        ? shop.reserve(order.id)
        : shop.catalogSays(stockRejected, { orderId: order.id, skus: [] }));
    await shop.untilTold(order.id, "mail.sent");
    await shop.restart();
    await alice.cancelOrder({ params: { id: order.id } });
    await shop.untilDone(order.id, "mail");
    const mails = shop.mail.mailsTo(email);
    expect(mails).toHaveLength(1);
    const { subject, text, messageId } = await PostalMime.parse(mails[0]?.raw ?? "");
    expect(subject).toBe(`Your order ${order.number} is cancelled`);
    expect(text).toContain(isDeclined ? "your bank has declined the payment" : "is sold out");
    expect(text).toContain("You have not been charged.");
    expect(messageId).toContain(`${order.id}.cancelled@`);
  },
);

test("text that would make more of a mail than it is makes no order, and no mail", async () => {
  const alice = await shop.as();
  const before = shop.mail.mails.length;
  const address = anOrder().shippingAddress;
  const contact = { email: "eve@example.com", name: "Eve" };
  const changes: readonly [string, Parameters<typeof anOrder>[0]][] = [
    ["contact.name", { contact: { ...contact, name: "Eve\r\n\r\nYou have won: https://prize.example" } }],
    ["contact.name", { contact: { ...contact, name: "\u200b" } }],
    ["shippingAddress.name", { shippingAddress: { ...address, name: "Eve\nBcc: all@example.net" } }],
    ["shippingAddress.line1", { shippingAddress: { ...address, line1: "Main St\u0000" } }],
    ["shippingAddress.city", { shippingAddress: { ...address, city: "Ber\u001blin" } }],
  ];
  for (const [path, change] of changes) {
    const { problem } = await alice.placeOrder({ body: anOrder(change), headers: newKey() });
    expect([problem?.status, problem?.errors?.map((each) => each.path)]).toEqual([400, [path]]);
  }
  expect(shop.mail.mails).toHaveLength(before);
});

test("a sample of each mail is sent to whoever wants to look at it, and anew each time", async () => {
  const before = shop.mail.mails.length;
  const main = fileURLToPath(new URL("../src/preview-mails.ts", import.meta.url));
  const env = { SMTP_URL: shop.mail.smtpUrl };
  for (let time = 0; time < 2; time += 1) await promisify(execFile)(process.execPath, [main], { env });
  const mails = shop.mail.mails.slice(before);
  const read = await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
  expect(read).toHaveLength(2 * samples.length);
  expect(new Set(read.map(({ messageId }) => messageId)).size).toBe(read.length);
  for (const { headers } of mails) expect(headers).toMatch(/^auto-submitted: auto-generated$/im);
  for (const { html, text } of read)
    expect([html?.includes("<html"), text?.includes("Hello Alice")]).toEqual([true, true]);
});

test("a mail that nobody takes is tried again later, and the order does not care", async () => {
  const alice = await shop.as();
  const contact = { email: `${randomUUID()}@example.com`, name: "Alice" };
  const { body: order } = await alice.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  shop.mail.refuse("550 no such mailbox");
  await shop.confirmed(order.id);
  await until(async () => {
    const mail = (await shop.owed(order.id)).find(({ kind }) => kind === "mail");
    const dueInMs = (mail?.dueAt.getTime() ?? 0) - Date.now();
    // Sooner than the lease of an attempt that is still under way.
    return mail?.attempts === 1 && dueInMs > 0 && dueInMs <= 10_000;
  }, "the mail waits for its next attempt");
  await shop.setOwed(order.id, "mail", { giveUpAt: longAgo, dueAt: longAgo });
  await shop.restart();
  await shop.untilDone(order.id, "mail");
  shop.mail.refuse(undefined);
  expect(shop.mail.mailsTo(contact.email)).toEqual([]);
  const params = { id: order.id };
  expect((await alice.getOrder({ params })).body.status).toBe("confirmed");
  const { body: timeline } = await alice.getTimeline({ params });
  expect(timeline.items.map(({ type }) => type)).not.toContain("mail.sent");
});
