/** HTML in which nothing but what stands in the code is markup: whatever is put into it is text. */

/** Only `html` makes one, so that nothing that came from outside can pass for one. */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(parts: readonly string[], values: readonly Insertable[]): Markup {
    return new Markup(parts.map((part, index) => part + toText(values[index] ?? "")).join(""));
  }

  toString(): string {
    return this.#text;
  }
}

type Insertable = string | number | Markup | readonly Markup[];

/** A value inside an attribute stands between double quotes. */
export const html = ({ raw }: TemplateStringsArray, ...values: readonly Insertable[]): Markup =>
  Markup.of(raw, values);

function toText(value: Insertable): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === "object") return value.map(toText).join("");
  return String(value).replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}
