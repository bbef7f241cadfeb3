/** Holds what clients were told against the books. Pure; every list that is not empty is a fault of the shop. */
import type { Books, ChargeBook, OrderBook } from "./books.ts";
import { agrees, dipsBelowZero, isCounted, stepsOf } from "./ledger.ts";
import { isAcked, isOpen, type Intent } from "./history.ts";

export type Told = {
  readonly intents: readonly Intent[];
  /** Pieces of each SKU before anybody shopped. */
  readonly initial: ReadonlyMap<string, number>;
};

const checks = {
  /** Acknowledged, and not there, or there under another id. */
  lost: ({ intents }, { orders }) => {
    const known = new Map(orders.map((order) => [order.id, order]));
    return intents.flatMap(({ key, outcomes }) =>
      outcomes.flatMap((outcome) =>
        outcome.kind === "ok" && known.get(outcome.orderId)?.key !== key
          ? [`${key}: ${outcome.orderId}`]
          : [],
      ),
    );
  },

  /** Two orders for one key, or two different answers. */
  duplicated: ({ intents }, { orders }) => {
    const twice = groups(orders, ({ owner, key }) => `${owner} ${key}`).filter(([, all]) => all.length > 1);
    const differing = intents.filter(
      ({ outcomes }) => new Set(outcomes.flatMap((each) => (each.kind === "ok" ? [each.body] : []))).size > 1,
    );
    return [
      ...twice.map(([key]) => `two orders: ${key}`),
      ...differing.map(({ key }) => `two answers: ${key}`),
    ];
  },

  /** An order that nobody placed, or whose placing was definitely refused. */
  phantom: ({ intents }, { orders }) => {
    const possible = new Set(
      intents
        .filter((intent) => isAcked(intent) || isOpen(intent))
        .map(({ owner, key }) => `${owner} ${key}`),
    );
    return orders.filter(({ owner, key }) => !possible.has(`${owner} ${key}`)).map(({ id }) => id);
  },

  /** Asked again when all was well, and still not told. */
  unanswered: ({ intents }) =>
    intents
      .filter((intent) => !isAcked(intent) && intent.outcomes.at(-1)?.kind === "unknown")
      .map(({ key }) => key),

  /** What was promised to a client and is not so. */
  broken: ({ intents }, { orders }) => {
    const known = new Map(orders.map((order) => [order.key, order]));
    return intents.flatMap(({ key, isCancelAsked, isCancelAcked, wasSeenConfirmed }) => {
      const order = known.get(key);
      if (!order) return [];
      const wasTakenBack = wasSeenConfirmed && order.state !== "confirmed" && !isCancelAsked;
      const cameBack = isCancelAcked && order.state !== "cancelled";
      return wasTakenBack || cameBack ? [`${order.id} is ${order.state}`] : [];
    });
  },

  /** Orders without an end, events and mails unsent, holds, messages in queues. */
  stuck: (_, { orders, unsent, reservations, queues, owedMails }) => [
    ...orders
      .filter(({ state, isOwed }) => isOwed || !["confirmed", "cancelled"].includes(state))
      .map(({ id, state }) => `order ${id}: ${state}`),
    ...(unsent > 0 ? [`${unsent} documents with unsent events`] : []),
    ...reservations
      .filter(({ state }) => state === "held" || state === "holding")
      .map(({ orderId }) => `hold of ${orderId}`),
    ...Object.entries(queues)
      .filter(([, left]) => left > 0)
      .map(([name, left]) => `${left} in ${name}`),
    ...(owedMails > 0 ? [`${owedMails} mails`] : []),
  ],

  money: (_, { orders, charges }) => {
    const known = new Map(orders.map((order) => [order.id, order]));
    const charged = groups(charges, ({ orderId }) => orderId);
    const byOrder = new Map(charged);
    return [
      ...charged.filter(([orderId]) => !known.has(orderId)).map(([orderId]) => `no order ${orderId}`),
      ...orders.filter((order) => !isPaid(order, byOrder.get(order.id) ?? [])).map(({ id }) => id),
    ];
  },

  /** More sold than there were, at any moment or in the end. */
  oversold: ({ initial }, { stock, movements }) => {
    const below = groups(movements, ({ sku }) => sku).filter(([, all]) => dipsBelowZero(all));
    const negative = stock.filter(({ onHand, available }) => onHand < 0 || available < 0);
    const missing = [...initial.keys()].filter((sku) => !stock.some((level) => level.sku === sku));
    return [...below.map(([sku]) => sku), ...negative.map(({ sku }) => sku), ...missing];
  },

  /** Stock, its ledger, holds and orders say the same. */
  stock: ({ initial }, books) => [
    ...books.stock.filter((level) => !agrees(level, initial, books)).map(({ sku }) => sku),
    ...groups(
      books.movements.filter(({ orderId }) => orderId !== null),
      ({ sku, orderId }) => `${sku} ${orderId}`,
    )
      .filter(([, steps]) => !/^hold (release|sale( return)?)$/.test(stepsOf(steps)))
      .map(([what, steps]) => `${what}: ${stepsOf(steps)}`),
    ...unmatched(books),
  ],

  /** Every event of every order was announced, without a gap, and how it ended was told. */
  events: (_, { orders, events, timeline }) => {
    const announced = new Map(groups(events.filter(isOfOrder), ({ aggregateId }) => aggregateId));
    const told = new Map(groups(timeline, ({ orderId }) => orderId));
    return orders.flatMap(({ id, sequence, state }) => {
      const sequences = announced.get(id)?.map((event) => event.sequence);
      const isTold = told.get(id)?.some(({ type }) => type === `order.${state}`) ?? false;
      return [
        ...(isCounted(sequences, sequence) ? [] : [`events of ${id}`]),
        ...(isTold ? [] : [`timeline of ${id}`]),
      ];
    });
  },

  /**
   * Who was confirmed was thanked, unless the end came first, and nobody else; who was cancelled was told, and nobody else.
   * One that came twice is the same mail when it has the same `Message-ID`, and else a second one.
   */
  mails: (_, { timeline, mails }) => {
    const told = (type: string) =>
      new Set(timeline.filter((row) => row.type === type).map(({ orderId }) => orderId));
    const [confirmed, cancelled] = [told("order.confirmed"), told("order.cancelled")];
    const [thanks, words] = [mailed(mails, "confirmation"), mailed(mails, "cancelled")];
    const [thanked, consoled] = [idsOf(thanks), idsOf(words)];
    return [
      ...[...confirmed].filter((id) => !cancelled.has(id) && !thanked.has(id)).map((id) => `none for ${id}`),
      ...[...thanked].filter((id) => !confirmed.has(id)).map((id) => `one for ${id}`),
      ...[...cancelled].filter((id) => !consoled.has(id)).map((id) => `no word of its end for ${id}`),
      ...[...consoled].filter((id) => !cancelled.has(id)).map((id) => `an end that was none for ${id}`),
      ...groups([...thanks, ...words], ([, { subject }]) => subject)
        .filter(([, same]) => new Set(same.map(([, { messageId }]) => messageId)).size > 1)
        .map(([subject]) => `a second one: ${subject}`),
    ];
  },
} satisfies Record<string, (told: Told, books: Books) => string[]>;

type Mail = Books["mails"][number];

/** Those of this kind, each with its order. */
const mailed = (mails: Books["mails"], kind: string): (readonly [orderId: string, mail: Mail])[] =>
  mails.flatMap((mail) => {
    const [id = "", what] = mail.messageId.replaceAll(/^<|@.*$/g, "").split(".");
    return what === kind ? [[id, mail] as const] : [];
  });

const idsOf = (mails: ReturnType<typeof mailed>): ReadonlySet<string> => new Set(mails.map(([id]) => id));

export type Violation = keyof typeof checks;

/** What is wrong, by invariant. */
export function compare(told: Told, books: Books): Record<Violation, string[]> {
  const all = Object.entries<(told: Told, books: Books) => string[]>(checks);
  const found = all.map(([name, check]) => [name, check(told, books)]);
  return Object.fromEntries(found) as Record<Violation, string[]>;
}

const groups = <Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] => [
  ...Map.groupBy(items, keyOf),
];

/** The provider keeps the total of a confirmed order and nothing of another; one authorisation at most was not let go. */
function isPaid({ state, total }: OrderBook, charges: readonly ChargeBook[]): boolean {
  const kept = charges.reduce((sum, { captured, refunded }) => sum + captured.amount - refunded.amount, 0);
  const live = charges.filter(({ status }) => status !== "voided" && status !== "declined");
  return (
    kept === (state === "confirmed" ? total.amount : 0) &&
    live.length <= 1 &&
    live.every(({ status }) => status !== "authorised") &&
    charges.every(({ amount }) => amount.amount === total.amount && amount.currency === total.currency)
  );
}

/** A sale belongs to a confirmed order, and a confirmed order has its sale. */
function unmatched({ orders, reservations }: Books): string[] {
  const stateOf = new Map(reservations.map(({ orderId, state }) => [orderId, state]));
  const known = new Set(orders.map(({ id }) => id));
  return [
    ...orders
      .filter(({ id, state }) => (state === "confirmed") !== (stateOf.get(id) === "committed"))
      .map(({ id, state }) => `order ${id} is ${state}, its goods are ${stateOf.get(id)}`),
    ...reservations
      .filter(({ orderId }) => !known.has(orderId))
      .map(({ orderId }) => `goods of no order ${orderId}`),
  ];
}

const isOfOrder = ({ name }: { readonly name: string }): boolean => name.startsWith("order.");
