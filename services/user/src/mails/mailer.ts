/**
 * Mails about accounts: what they say. Anybody can make one go to anybody, so nothing in it is what the sender typed:
 * no name, and no link but our own.
 */
import type { MailTransport } from "@shop/kit/mail/transport";
import { deliverable } from "../accounts/email-address.ts";
import type { Letter, MailContent, OwedMail } from "./mail.ts";

export type Mailer = {
  /** Throws when it could not be handed over. */
  send(mail: Pick<OwedMail, "id">, letter: Letter): Promise<void>;
};

type Text = { readonly subject: string; readonly text: string };

export const createMailer = (transport: MailTransport, shopUrl: string): Mailer => ({
  send: ({ id }, { to, content }) =>
    transport.send({
      to: deliverable(to) ?? to,
      id: `${id}.${content.kind}`,
      ...toText(content, shopUrl),
    }),
});

function toText(content: MailContent, shopUrl: string): Text {
  switch (content.kind) {
    case "confirm":
      return confirmation(`${shopUrl}/verify-email?token=${content.token}`);
    case "reset":
      return reset(`${shopUrl}/reset-password?token=${content.token}`);
    case "taken":
      return taken(shopUrl);
    case "closed":
      return closed(`${shopUrl}${content.link}`);
    case "erased":
      return erased;
  }
}

const confirmation = (link: string): Text => ({
  subject: "Confirm your e-mail address",
  text: [
    "Hello,",
    "",
    "somebody asked for an account at SuperCoolShop with this address.",
    "If it was you, confirm the address within 24 hours:",
    "",
    link,
    "",
    "Then sign in with the password that you chose.",
    "",
    "If it was not you, ignore this mail and do not follow the link:",
    "without it there will be no account.",
    "",
    "SuperCoolShop",
  ].join("\n"),
});

const reset = (link: string): Text => ({
  subject: "Choose another password",
  text: [
    "Hello,",
    "",
    "somebody asked for another password for your account at SuperCoolShop.",
    "If it was you, choose one within an hour:",
    "",
    link,
    "",
    "Wherever you are signed in, you will be signed out.",
    "",
    "If it was not you, ignore this mail: nothing has changed.",
    "",
    "SuperCoolShop",
  ].join("\n"),
});

const taken = (shopUrl: string): Text => ({
  subject: "You have an account already",
  text: [
    "Hello,",
    "",
    "somebody tried to register at SuperCoolShop with this address,",
    "which has an account already. Nothing about it has changed.",
    "",
    `If it was you, sign in: ${shopUrl}/sign-in`,
    `Is the password forgotten? Choose another: ${shopUrl}/forgot-password`,
    "",
    "If it was not you, ignore this mail.",
    "",
    "SuperCoolShop",
  ].join("\n"),
});

const closed = (link: string): Text => ({
  subject: "Your account is closed",
  text: [
    "Hello,",
    "",
    "you asked SuperCoolShop to erase what it knows about you.",
    "Your account is closed, and you are signed out everywhere.",
    "",
    `How far it is: ${link}`,
    "",
    "An order that is on its way keeps its address until it has arrived, 30 days at most.",
    "A last mail tells you when all is done.",
    "",
    "SuperCoolShop",
  ].join("\n"),
});

const erased: Text = {
  subject: "You are erased",
  text: [
    "Hello,",
    "",
    "what SuperCoolShop knew about you is erased, this address too: it is forgotten with this mail.",
    "Orders, refunds and invoices stay for our books, and say no more whose they were.",
    "",
    "SuperCoolShop",
  ].join("\n"),
};
