/** Mails to customers over SMTP. */
import { createTransport } from "nodemailer";
import type { Mailer } from "../orders/deps.ts";
import type { MailKind, Order } from "../orders/order.ts";
import type { Money } from "@shop/contracts/values";
import { printAddress } from "./places.ts";

export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer & Disposable {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  const domain = from.slice(from.lastIndexOf("@") + 1).replace(/>$/, "");
  return {
    send: async (kind, order) => {
      await transport.sendMail({
        from,
        to: { name: order.contact.name, address: order.contact.email },
        // The same for every attempt, so a mail that went out twice is shown once.
        messageId: `<${order.id}.${kind}@${domain}>`,
        ...texts[kind](order),
      });
    },
    [Symbol.dispose]: () => transport.close(),
  };
}

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
