/** The world's countries by their English names (ISO 3166-1). */
import { all } from "iso-3166-1";
import type { Option } from "./form/fields.ts";

const names = new Map(all().map(({ alpha2, country }) => [alpha2, country]));

/** To choose from, by name; the first one leads. */
export const countryOptions = (first: string): readonly Option[] => {
  const options = [...names].map(([value, label]) => ({ value, label }));
  const byName = options.toSorted((a, b) => a.label.localeCompare(b.label, "en"));
  return [...byName.filter(({ value }) => value === first), ...byName.filter(({ value }) => value !== first)];
};

export const countryName = (code: string): string => names.get(code) ?? code;
