/** The world's countries (ISO 3166-1) by the names that people know them by in English. */
import { all } from "iso-3166-1";
import type { Option } from "./form/fields.ts";

let known: ReadonlyMap<string, string> | undefined;

/** Made when a page needs them, and kept instead of the 6 MB that they are made of. */
function names(): ReadonlyMap<string, string> {
  if (known) return known;
  const english = new Intl.DisplayNames("en", { type: "region" });
  known = new Map(all().map(({ alpha2 }) => [alpha2, english.of(alpha2) ?? alpha2]));
  return known;
}

/** To choose from, by name; the first one leads. */
export const countryOptions = (first: string): readonly Option[] => {
  const options = [...names()].map(([value, label]) => ({ value, label }));
  const byName = options.toSorted((a, b) => a.label.localeCompare(b.label, "en"));
  return [...byName.filter(({ value }) => value === first), ...byName.filter(({ value }) => value !== first)];
};

export const countryName = (code: string): string => names().get(code) ?? code;
