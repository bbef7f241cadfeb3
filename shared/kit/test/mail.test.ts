import { createMailTransport } from "@shop/kit/mail/transport";
import { startMailServer } from "@shop/testing/mail";
import { expect, test } from "vitest";

const from = "SuperCoolShop <orders@shop.example>";
const mail = {
  to: "ana@example.com",
  id: "mail-1",
  subject: "Grüße",
  text: "Zoë,\nhttps://x.example/?t=a=b\n",
};

test("a mail arrives as it was written, from the shop, with an id that stays the same", async () => {
  await using server = await startMailServer();
  using transport = createMailTransport({ smtpUrl: server.smtpUrl, from });
  await transport.send(mail);
  await transport.send(mail);
  const [caught, again] = server.mailsTo(mail.to);
  expect(caught).toMatchObject({ from: "orders@shop.example", to: [mail.to] });
  expect(caught?.text.trim()).toBe(mail.text.trim());
  for (const each of [caught, again]) expect(each?.headers).toContain("Message-ID: <mail-1@shop.example>");
});

test("a name with a comma, quotes or an address in it makes one recipient", async () => {
  await using server = await startMailServer();
  using transport = createMailTransport({ smtpUrl: server.smtpUrl, from });
  const names = ['Lovelace, Ada "Countess" <boss@example.net>', "Zoë 🦊 مريم", "Bcc: x@example.net;"];
  for (const name of names) await transport.send({ ...mail, to: { name, address: mail.to } });
  expect(server.mails.map(({ to }) => to)).toEqual(names.map(() => [mail.to]));
});

test("a refusal is thrown as the mail server said it", async () => {
  await using server = await startMailServer();
  using transport = createMailTransport({ smtpUrl: server.smtpUrl, from });
  server.refuse("no such mailbox");
  await expect(transport.send(mail)).rejects.toThrow("no such mailbox");
  server.refuse(undefined);
  await transport.send(mail);
  expect(server.mails).toHaveLength(1);
});
