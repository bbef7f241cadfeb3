/**
 * HTML as text, by tagged templates: whatever stands in `${}` is escaped, unless it is itself `html`. Attribute values
 * stand in quotes. Nothing else writes HTML, and nothing else than this file lets text through as it is.
 */
import { html as write, raw } from "hono/html";

export type Html = ReturnType<typeof raw>;

/** Nothing, for a part of a page that is not there. */
export type Part = Html | false | null | undefined;

type Value = Part | string | number | readonly (Part | string)[];

export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  write(tight(strings), ...values) as Html;

const known = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** The code's own text without its indentation, which is a quarter of a page; what is put in stays as it is. */
function tight(strings: TemplateStringsArray): TemplateStringsArray {
  const before = known.get(strings);
  if (before) return before;
  const texts = strings.map(withoutIndentation);
  const made = Object.assign(texts, { raw: texts });
  known.set(strings, made);
  return made;
}

function withoutIndentation(text: string): string {
  const lines = text.split("\n");
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index === 0 ? line : line.trimStart()))
    .map((line, index) => (index === last ? line : line.trimEnd()))
    .filter((line, index) => line !== "" || index === 0 || index === last)
    .join("\n");
}

/** Those that have a value, each after a blank; `true` stands for one without. Names are the code's own. */
export const attributes = (given: Readonly<Record<string, string | number | boolean | undefined>>): Html =>
  html`${Object.entries(given).map(([name, value]) => {
    if (value === undefined || value === false) return undefined;
    return value === true ? raw(` ${name}`) : html`${raw(` ${name}`)}="${value}"`;
  })}`;

/** JSON inside a page, for programs that read it (JSON-LD): no text in it can end the element. */
export const dataScript = (type: "application/ld+json", data: unknown): Html =>
  raw(`<script type="${type}">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`);

/** An address out of data: what is not http or https leads nowhere. */
export const safeUrl = (url: string): string | undefined =>
  ["http:", "https:"].includes(URL.parse(url)?.protocol ?? "") ? url : undefined;
