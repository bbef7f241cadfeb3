/** A plain page that shows a person the latest charges. */
import type { Charge, Money } from "./charge.ts";

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid #ddd}
td{white-space:nowrap}td.money{text-align:right;font-variant-numeric:tabular-nums}code{font-size:.75rem}`;

export const toPage = (charges: readonly Charge[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Payment sandbox</title><style>${style}</style></head><body>
<h1>Payment sandbox</h1>
<p>No money moves here. The latest charges; all of them: <a href="/charges">/charges</a>.</p>
<table><thead><tr><th>At</th><th>Charge</th><th>Order</th><th>Status</th><th>Amount</th><th>Captured</th><th>Refunded</th></tr></thead>
<tbody>${charges.map(toRow).join("\n")}</tbody></table>
</body></html>
`;

const toRow = ({ at, id, orderId, status, amount, captured, refunded }: Charge): string =>
  `<tr><td>${escape(at)}</td><td><code>${escape(id)}</code></td><td><code>${escape(orderId)}</code></td><td>${status}</td>` +
  `${[amount, captured, refunded].map((money) => `<td class="money">${escape(toText(money))}</td>`).join("")}</tr>`;

const toText = ({ amount, currency }: Money): string => `${(amount / 100).toFixed(2)} ${currency}`;

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
