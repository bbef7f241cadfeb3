/** What a mail says, once for both of its forms: plain text and HTML. Pure. */
import { html, type Markup } from "./markup.ts";

export type Part =
  /** A sentence or two. */
  | { readonly kind: "words"; readonly text: string }
  /** What, and how much; `sum` stands out. */
  | { readonly kind: "sums"; readonly rows: readonly Sum[] }
  /** Lines below a title, as an address. */
  | { readonly kind: "lines"; readonly title: string; readonly lines: readonly string[] }
  /** An address of ours. */
  | { readonly kind: "link"; readonly title: string; readonly url: string };

export type Sum = { readonly what: string; readonly amount: string; readonly isTotal?: boolean };

export type Letter = {
  readonly subject: string;
  /** Whom it greets, as they have written it; absent where it is not known that it was they. */
  readonly name?: string;
  readonly parts: readonly Part[];
};

export type Written = { readonly subject: string; readonly text: string; readonly html: string };

const shop = "SuperCoolShop";

export const write = (letter: Letter): Written => ({
  subject: letter.subject,
  text: toText(letter),
  html: toPage(letter).toString(),
});

const greeting = (name: string | undefined): string => (name === undefined ? "Hello," : `Hello ${name},`);

const toText = ({ name, parts }: Letter): string =>
  [greeting(name), "", ...parts.flatMap((part) => [...toLines(part), ""]), shop].join("\n");

function toLines(part: Part): readonly string[] {
  switch (part.kind) {
    case "words":
      return [part.text];
    case "sums":
      return part.rows.map(({ what, amount }) => `${what}: ${amount}`);
    case "lines":
      return [`${part.title}:`, ...part.lines];
    case "link":
      return [`${part.title}: ${part.url}`];
  }
}

const font = "font-family:Helvetica,Arial,sans-serif;color:#1c1c1c";

const toPage = ({ subject, name, parts }: Letter): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${subject}</title>
      </head>
      <body style="margin:0;background:#f4f4f2;${font}">
        <div
          style="max-width:560px;margin:0 auto;padding:32px 24px;background:#ffffff;font-size:16px;line-height:1.5"
        >
          <p style="font-size:20px;font-weight:bold;margin:0 0 24px">${shop}</p>
          <p>${greeting(name)}</p>
          ${parts.map(toMarkup)}
        </div>
      </body>
    </html> `;

function toMarkup(part: Part): Markup {
  switch (part.kind) {
    case "words":
      return html`<p>${part.text}</p> `;
    case "sums":
      return html`<table role="presentation" style="width:100%;border-collapse:collapse;margin:16px 0">
        ${part.rows.map(toRow)}
      </table> `;
    case "lines":
      return html`<p>${part.title}:${part.lines.map((line) => html`<br />${line}`)}</p> `;
    case "link":
      return html`<p><a href="${part.url}" style="color:#0b57d0">${part.title}</a></p> `;
  }
}

const toRow = ({ what, amount, isTotal = false }: Sum): Markup => {
  const weight = isTotal ? "font-weight:bold;border-top:1px solid #d0d0d0" : "font-weight:normal";
  return html`<tr>
    <td style="padding:4px 0;${weight}">${what}</td>
    <td style="padding:4px 0;text-align:right;white-space:nowrap;${weight}">${amount}</td>
  </tr>`;
};
