/** Mails about accounts, on their way. */
import { write } from "@shop/kit/mail/letter";
import type { MailTransport } from "@shop/kit/mail/transport";
import { deliverable } from "@shop/contracts/language/email-address";
import { letterOf } from "./letters.ts";
import type { Letter, OwedMail } from "./mail.ts";

export type Mailer = {
  /** Throws when it could not be handed over. Sent again after a crash, its Message-ID is the same. */
  send(mail: Pick<OwedMail, "id">, letter: Letter): Promise<void>;
};

export const createMailer = (transport: MailTransport, shopUrl: string): Mailer => ({
  send: ({ id }, { to, content }) =>
    transport.send({
      to: deliverable(to) ?? to,
      id: `${id}.${content.kind}`,
      ...write(letterOf(content, shopUrl)),
    }),
});
