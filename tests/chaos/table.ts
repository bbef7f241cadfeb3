/** A run as a table that can be pasted into the docs. */
import { isAcked, isOpen } from "./history.ts";
import { isWrong, type Report } from "./run.ts";

const shown = 5;

export function toTable(report: Report): string {
  const { plan, seconds, history, books, done, planned, violations, folder } = report;
  const { intents, troubles } = history;
  const acked = intents.filter(isAcked);
  const rows: [string, string | number][] = [
    ["seed", plan.seed],
    ["minutes an order may take", plan.deadlineMinutes],
    ["seconds with kills", Math.round(seconds)],
    ["intents to buy", intents.length],
    ["acknowledged", acked.length],
    ["unknown at first, acknowledged later", acked.filter(isOpen).length],
    ["refused", intents.filter((intent) => !isAcked(intent) && intent.outcomes.some(isRefusal)).length],
    ["orders", books.orders.length],
    ["confirmed", books.orders.filter(({ state }) => state === "confirmed").length],
    [
      "cancelled",
      countBy(
        books.orders.filter(({ state }) => state === "cancelled"),
        (order) => `${order.reason}`,
      ),
    ],
    ["paid with a good card, and failed all the same", books.orders.filter(isUnlucky).length],
    ["mails, of them again", `${books.mails.length}, ${books.mails.length - distinct(books.mails)}`],
    ["kill -9", [...done].map(([name, { kills }]) => `${name} ${kills}`).join(", ")],
    ["SIGSTOP", [...done].map(([name, { stops }]) => `${name} ${stops}`).join(", ")],
    ["faults done of planned", `${total(done)} of ${planned}`],
    ["5xx and silences", [...troubles].map(([what, times]) => `${what} ${times}`).join(", ")],
    ...Object.entries(violations).map(([name, list]): [string, number] => [name, list.length]),
  ];
  return [
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    ...examples(violations),
    isWrong(report) ? `The books do not agree. Logs: ${folder}` : "The books agree.",
  ].join("\n");
}

const isUnlucky = ({ card, reason }: Report["books"]["orders"][number]): boolean =>
  card === "tok_ok" && reason === "payment_failed";

const isRefusal = ({ kind }: { readonly kind: string }): boolean => kind === "refused";

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): string {
  const groups = [...Map.groupBy(items, keyOf)].map(([key, all]) => `${key} ${all.length}`);
  return [items.length, ...groups].join(", ");
}

const distinct = (mails: Report["books"]["mails"]): number =>
  new Set(mails.map(({ messageId }) => messageId)).size;

const total = (done: Report["done"]): number =>
  [...done.values()].reduce((sum, { kills, stops }) => sum + kills + stops, 0);

const examples = (violations: Report["violations"]): string[] =>
  Object.entries(violations).flatMap(([name, list]) =>
    list.slice(0, shown).map((each) => `${name}: ${each}`),
  );
