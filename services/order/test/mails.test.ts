/** Mails as a mail server receives them. */
import { randomUUID } from "node:crypto";
import { until } from "@shop/testing/until";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, longAgo, newKey, runOrder, type RunningOrder } from "./running-order.ts";

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
  await until(async () => (await shop.owed(id)).length === 0);
  return { number, mails: shop.mail.mailsTo(address) };
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
  await until(async () => (await shop.owed(order.id)).every(({ kind }) => kind !== "mail"));
  shop.mail.refuse(undefined);
  expect(shop.mail.mailsTo(contact.email)).toEqual([]);
  const params = { id: order.id };
  expect((await alice.getOrder({ params })).body.status).toBe("confirmed");
  const { body: timeline } = await alice.getTimeline({ params });
  expect(timeline.items.map(({ type }) => type)).not.toContain("mail.sent");
});
