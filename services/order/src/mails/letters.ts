/** The mails that an order owes: what each of them says. */
import { moneyText } from "@shop/contracts/language/money-text";
import type { Money } from "@shop/contracts/language/values";
import type { CancelReason } from "@shop/contracts/order/orders";
import { printAddress } from "../addresses/places.ts";
import type { MailKind, Order, TaskOf } from "../orders/order.ts";
import { shippedOf } from "../shipments/shipment.ts";
import type { Letter, Part, Sum } from "@shop/kit/mail/letter";
import { unlinked } from "./unlinked.ts";

const day = new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeZone: "UTC" });

/** What mails tell of an order. */
export type Mailed = Pick<
  Order,
  | "id"
  | "number"
  | "reason"
  | "lines"
  | "contact"
  | "shippingAddress"
  | "coupon"
  | "subtotal"
  | "discount"
  | "shipping"
  | "tax"
  | "taxes"
  | "total"
  | "payment"
  | "shipments"
  | "refunds"
  | "owes"
>;

export type Links = {
  /** Where the shop is, without a slash at its end. */
  readonly shopUrl: string;
  /** A token that shows this order to whoever has it. */
  readonly tokenFor: (orderId: string) => string;
};

type Occasion = Links & {
  readonly order: Mailed;
  /** The id of the shipment or refund that it tells of. */
  readonly about: string | undefined;
};

/** Throws when the order has not got what the mail is about. */
export const letterOf = (
  { mail, about }: Pick<TaskOf<"mail">, "mail" | "about">,
  order: Mailed,
  links: Links,
): Letter => {
  const name = nameFor(order);
  return { ...(name !== undefined && { name }), ...letters[mail]({ order, about, ...links }) };
};

/** As it was typed, once the order was paid: before that anybody may have sent our mail to anybody, with words of their own for a name. */
export const nameFor = ({ contact, payment }: Mailed): string | undefined =>
  payment.captured.amount > 0 ? unlinked(contact.name) : undefined;

const letters: Record<MailKind, (occasion: Occasion) => Omit<Letter, "name">> = {
  confirmation: ({ order, shopUrl }) => ({
    subject: `Your order ${order.number} is confirmed`,
    parts: [
      words(`thank you for your order ${order.number}. It is paid and will be on its way soon.`),
      { kind: "sums", rows: sumsOf(order) },
      { kind: "lines", title: "It goes to", lines: printAddress(order.shippingAddress).map(unlinked) },
      linkTo(order, shopUrl),
    ],
  }),

  cancelled: ({ order, shopUrl }) => ({
    subject: `Your order ${order.number} is cancelled`,
    parts: [
      words(`your order ${order.number} is cancelled: ${reasons[order.reason ?? "staff"]}`),
      words(moneyAfter(order)),
      linkTo(order, shopUrl),
    ],
  }),

  shipped: ({ order, about, shopUrl }) => {
    const { carrier, trackingNumber, lines, shippedAt } = named(order.shipments, about);
    return {
      subject: `Your order ${order.number} is on its way`,
      parts: [
        words(`a parcel of your order ${order.number} is on its way since ${day.format(shippedAt)}.`),
        { kind: "lines", title: `With ${carrier}, tracking number`, lines: [trackingNumber] },
        { kind: "lines", title: "In it", lines: lines.map((line) => unitsOf(order, line)) },
        { kind: "lines", title: "It goes to", lines: printAddress(order.shippingAddress).map(unlinked) },
        linkTo(order, shopUrl),
      ],
    };
  },

  refunded: ({ order, about, shopUrl }) => {
    const { amount, lines, shipping } = named(order.refunds, about);
    const rows = [
      ...lines.map((line) => ({ what: unitsOf(order, line), amount: moneyText(line.amount) })),
      ...(shipping.amount > 0 ? [sum("Shipping", shipping)] : []),
    ];
    return {
      subject: `Money for your order ${order.number} is on its way back`,
      parts: [
        words(
          `we have sent ${moneyText(amount)} back to you for your order ${order.number}. Your bank may take a few days to show it.`,
        ),
        ...(rows.length > 0 ? [{ kind: "sums", rows } as const] : []),
        linkTo(order, shopUrl),
      ],
    };
  },

  review_invitation: ({ order, shopUrl }) => ({
    subject: "How do you like it?",
    parts: [
      words(`your order ${order.number} has arrived. Tell others what you think of it:`),
      ...productsOf(order).map(([id, name]): Part => ({
        kind: "link",
        title: name,
        url: `${shopUrl}/p/${encodeURIComponent(id)}`,
      })),
      words("Thank you!"),
    ],
  }),

  lookup: ({ order, shopUrl, tokenFor }) => ({
    subject: `Your order ${order.number}`,
    parts: [
      words(`here is your order ${order.number}. The link is good for 24 hours.`),
      linkTo(order, shopUrl, `?access=${tokenFor(order.id)}`),
      words("If you did not ask for it, you need not do anything."),
    ],
  }),
};

const words = (text: string): Part => ({ kind: "words", text });

const linkTo = ({ id }: Mailed, shopUrl: string, query = ""): Part => ({
  kind: "link",
  title: "Look at your order",
  url: `${shopUrl}/order/${encodeURIComponent(id)}${query}`,
});

const reasons: Record<CancelReason, string> = {
  out_of_stock: "somebody was faster, and something in it is sold out. We are sorry.",
  payment_declined: "your bank has declined the payment. Please try again, perhaps with another card.",
  payment_failed: "the payment did not go through. Please try again, and ask us if it fails again.",
  timed_out: "it could not be finished in time. Please try again.",
  customer: "as you have asked.",
  staff: "by our customer service. If you do not know why, please ask us.",
};

function moneyAfter({ payment: { status }, owes }: Mailed): string {
  if (status === "refunded") return "What you have paid is on its way back to you.";
  const isOnItsWay = owes.some(({ kind }) => kind === "return_money");
  if (isOnItsWay) return "If anything was charged, it goes back to you by itself.";
  return "You have not been charged.";
}

const sum = (what: string, money: Money): Sum => ({ what, amount: moneyText(money) });

const less = ({ what, amount }: Sum): Sum => ({ what, amount: `−${amount}` });

function sumsOf({ lines, coupon, discount, shipping, taxes, tax, total, subtotal }: Mailed): Sum[] {
  const isOnTop = total.amount > subtotal.amount - discount.amount + shipping.amount;
  return [
    ...lines.map(({ quantity, name, lineTotal }) => sum(`${quantity} × ${name}`, lineTotal)),
    ...(discount.amount > 0
      ? [less(sum(coupon === null ? "Discount" : `Discount ${coupon}`, discount))]
      : []),
    sum("Shipping", shipping),
    ...(isOnTop ? taxes.map((part) => sum(`Tax, ${part.rate / 100} %`, part.tax)) : []),
    { ...sum("Total, tax included", total), isTotal: true },
    ...(isOnTop ? [] : [sum("Tax in it", tax)]),
  ];
}

const unitsOf = (
  { lines }: Mailed,
  { sku, quantity }: { readonly sku: string; readonly quantity: number },
): string => `${quantity} × ${lines.find((line) => line.sku === sku)?.name ?? sku}`;

/** What came in parcels, each product once with a name of one of its variants: of what never came nobody can tell. */
function productsOf(order: Mailed): readonly (readonly [id: string, name: string])[] {
  const came = new Set(shippedOf(order).map(({ sku }) => sku));
  const lines = order.lines.filter(({ sku }) => came.has(sku));
  return [...new Map(lines.map(({ productId, name }) => [productId, name]))];
}

function named<Thing extends { readonly id: string }>(
  things: readonly Thing[],
  about: string | undefined,
): Thing {
  const thing = things.find(({ id }) => id === about);
  if (!thing) throw new Error(`The order has no ${about ?? "such thing"} to tell of`);
  return thing;
}
