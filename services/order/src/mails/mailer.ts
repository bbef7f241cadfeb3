/** Mails to customers: what they say. */
import type { Money } from "@shop/contracts/language/values";
import type { MailTransport } from "@shop/kit/mail/transport";
import { printAddress } from "../addresses/places.ts";
import type { MailKind, Order, TaskOf } from "../orders/order.ts";

export type Mailer = {
  /** Throws when it could not be handed over. Sending a mail twice is possible after a crash; its Message-ID is then the same. */
  send(mail: TaskOf<"mail">, order: Order): Promise<void>;
};

export const createMailer = (
  transport: MailTransport,
  { linkTo }: { /** Shows the order to whoever has it. */ readonly linkTo: (orderId: string) => string },
): Mailer => ({
  send: ({ mail, about }, order) =>
    transport.send({
      to: { name: order.contact.name, address: order.contact.email },
      id: [order.id, mail, about].filter((part) => part !== undefined).join("."),
      ...texts[mail](order, linkTo),
    }),
});

type Text = { readonly subject: string; readonly text: string };

const note = (subject: string, { contact }: Order, ...lines: readonly string[]): Text => ({
  subject,
  text: [`Hello ${contact.name},`, "", ...lines, "", "SuperCoolShop"].join("\n"),
});

const texts: Record<MailKind, (order: Order, linkTo: (orderId: string) => string) => Text> = {
  lookup: (order, linkTo) =>
    note(
      `Your order ${order.number}`,
      order,
      `here is your order ${order.number}:`,
      linkTo(order.id),
      "",
      "The link is good for 24 hours. If you did not ask for it, you need not do anything.",
    ),
  cancelled: (order) =>
    note(`Your order ${order.number} is cancelled`, order, `your order ${order.number} has been cancelled.`),
  shipped: (order) =>
    note(`Your order ${order.number} is on its way`, order, "a parcel is on its way to you."),
  refunded: (order) =>
    note(`Money for your order ${order.number} is on its way back`, order, "we have sent money back to you."),
  review_invitation: (order) => note("How do you like it?", order, "tell others what you think of it."),
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
