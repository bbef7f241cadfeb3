/** Mails to customers: what they say. */
import type { Money } from "@shop/contracts/language/values";
import type { MailTransport } from "@shop/kit/mail/transport";
import { printAddress } from "../addresses/places.ts";
import type { MailKind, Order } from "../orders/order.ts";

export type Mailer = {
  /** Throws when it could not be handed over. Sending a mail twice is possible after a crash; its Message-ID is then the same. */
  send(kind: MailKind, order: Order): Promise<void>;
};

export const createMailer = (transport: MailTransport): Mailer => ({
  send: (kind, order) =>
    transport.send({
      to: { name: order.contact.name, address: order.contact.email },
      id: `${order.id}.${kind}`,
      ...texts[kind](order),
    }),
});

const texts: Record<MailKind, (order: Order) => { subject: string; text: string }> = {
  confirmation: ({ number, contact, lines, shipping, total, shippingAddress }) => ({
    subject: `Your order ${number} is confirmed`,
    text: [
      `Hello ${contact.name},`,
      "",
      `thank you for your order ${number}. It is paid and will be on its way soon.`,
      "",
      ...lines.map(({ quantity, name, lineTotal }) => `${quantity} × ${name}: ${display(lineTotal)}`),
      `Shipping: ${display(shipping)}`,
      `Total, tax included: ${display(total)}`,
      "",
      "It goes to:",
      ...printAddress(shippingAddress),
      "",
      "SuperCoolShop",
    ].join("\n"),
  }),
};

const inEuros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

const display = ({ amount }: Money): string => inEuros.format(amount / 100);
