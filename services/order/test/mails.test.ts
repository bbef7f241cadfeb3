/** Mails as a mail server receives them. */
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { createMailTransport } from "@shop/kit/mail/transport";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import { createMailer } from "../src/mails/mailer.ts";
import type { Order } from "../src/orders/order.ts";
import { anOrder, newKey, startOrderService } from "./fixtures.ts";

type Received = {
  readonly envelope: SMTPServerSession["envelope"];
  readonly raw: string;
  readonly mail: Email;
};

async function startMailServer() {
  const received: Received[] = [];
  /** As they came over the wire; the envelope's addresses are decoded. */
  const commands: string[] = [];
  const note = (_about: unknown, ...line: unknown[]) => void commands.push(line.join(" "));
  const receive = async (stream: AsyncIterable<Buffer>, { envelope }: SMTPServerSession) => {
    const raw = Buffer.concat(await Array.fromAsync(stream)).toString("latin1");
    received.push({ envelope, raw, mail: await PostalMime.parse(Buffer.from(raw, "latin1")) });
  };
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: { debug: note, info: note, error: note },
    onData: (stream, session, done) => void receive(stream, session).finally(done),
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const transport = createMailTransport({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: "Shop <orders@shop.test>",
  });
  const mailer = createMailer(transport);
  onTestFinished(() => {
    transport[Symbol.dispose]();
    server.close();
  });
  return { received, commands, mailer };
}

type Shop = Awaited<ReturnType<typeof startOrderService>>;

async function confirmed(shop: Shop, changes: Parameters<typeof anOrder>[0]): Promise<Order> {
  const alice = await shop.as();
  const headers = newKey();
  const body = anOrder(changes);
  const answers = [];
  for (let time = 0; time < 3; time += 1) answers.push(await alice.placeOrder({ body, headers }));
  expect(new Set(answers.map(({ body: order }) => order.id)).size).toBe(1);
  const orderId = answers[0]?.body.id ?? "";
  await shop.hear("catalog.stock_reserved", { orderId, expiresAt: "2026-11-21T10:20:00.000Z" });
  await shop.settlePayment(orderId);
  await shop.hear("catalog.stock_committed", { orderId });
  await shop.settlePayment(orderId);
  const order = await shop.deps.orders.find(orderId);
  if (!order) throw new Error("The order is gone");
  return order;
}

test("an odd name, and a request that is sent three times: one mail to one recipient, the name as written", async () => {
  const { received, mailer } = await startMailServer();
  const shop = await startOrderService();
  const names = ['Lovelace, Ada "Countess" <boss@example.net>', "Zoë 🦊 مريم", "Bcc: x@example.net;"];
  for (const [index, name] of names.entries()) {
    const email = `ada${index}@example.com`;
    const { id: orderId } = await confirmed(shop, { contact: { email, name } });
    expect(await shop.sendMail(orderId, 1, mailer)).toBe(true);
    expect(await shop.sendMail(orderId, 2, mailer)).toBe(false);
    expect(received).toHaveLength(index + 1);
    const last = received.at(-1);
    expect(last?.envelope.rcptTo.map(({ address }) => address)).toEqual([email]);
    expect(last?.mail.to).toEqual([{ address: email, name }]);
    expect(last?.mail.cc ?? last?.mail.bcc).toBeUndefined();
    expect(last?.mail.text).toContain(`Hello ${name},`);
  }
});

test("a domain that is not ASCII goes out in its ASCII form", async () => {
  const { received, commands, mailer } = await startMailServer();
  const shop = await startOrderService();
  const order = await confirmed(shop, { contact: { email: "info@müller.example", name: "Müller" } });
  await mailer.send("confirmation", order);
  const recipients = commands.filter((line) => line.includes("RCPT TO"));
  expect(recipients).toEqual(["C: RCPT TO:<info@xn--mller-kva.example>"]);
  expect(received[0]?.raw).toMatch(/^To: .*<info@xn--mller-kva\.example>/m);
});

test("a mail says what was bought, what it cost and where it goes, without holes", async () => {
  const { received, mailer } = await startMailServer();
  const shop = await startOrderService();
  const shippingAddress = { name: "Sam Field", line1: "Villa 14, Street 9b", city: "Dubai", country: "AE" };
  const order = await confirmed(shop, { shippingAddress });
  await mailer.send("confirmation", order);
  const { subject, text = "" } = received[0]?.mail ?? {};
  expect(subject).toBe(`Your order ${order.number} is confirmed`);
  expect(text).toContain("1 × Phone cover, black: €19.99");
  expect(text).toContain("Total, tax included: €24.89");
  expect(text).toContain("It goes to:\nSam Field\nVilla 14, Street 9b\nDubai\nUnited Arab Emirates\n");
  expect(text).not.toMatch(/undefined|null/);
});
