/** Mails to customers, on their way. */
import type { MailTransport } from "@shop/kit/mail/transport";
import type { TaskOf } from "../orders/order.ts";
import { write } from "@shop/kit/mail/letter";
import { letterOf, nameFor, type Links, type Mailed } from "./letters.ts";

export type Mailer = {
  /** Throws when it could not be handed over. Sending a mail twice is possible after a crash; its Message-ID is then the same. */
  send(mail: Pick<TaskOf<"mail">, "mail" | "about">, order: Mailed): Promise<void>;
};

export const createMailer = (transport: MailTransport, links: Links): Mailer => ({
  send: (owed, order) => {
    const name = nameFor(order);
    const address = order.contact.email;
    return transport.send({
      to: name === undefined ? address : { name, address },
      id: [order.id, owed.mail, owed.about].filter((part) => part !== undefined).join("."),
      ...write(letterOf(owed, order, links)),
    });
  },
});
