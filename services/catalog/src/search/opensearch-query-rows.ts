/** Words as OpenSearch is asked for them. Scores are constants, so that a page continues where the last one ended. */
import { errorsIn, joinedAround } from "./asked.ts";
import { isPlainWord, mayBeginSku, skuIn } from "./skus.ts";
import { isOfSigns } from "./scripts.ts";
import { stemOf, type Word } from "./words.ts";
import { textFields } from "./opensearch-rows.ts";

export type Clause = Readonly<Record<string, unknown>>;

/** As the embedded index weighs them. */
const worth = { name: 10, brand: 6, category: 5, attribute: 4, description: 1 } as const;
const nearness = { together: 0.95, beginning: 0.6, errors: 0.4 } as const;
const wholeName = 6;
const outOfStock = 0.7;
const aWordMore = 1_000;
const wholeSku = 1_000_000;
/** For the beginning of one that is a word as well. */
const noSku = 0.001;

const constant = (query: Clause, boost: number): Clause => ({ constant_score: { filter: query, boost } });

/** `every`: all of the words. `lenient`: with typing errors. `some`: as many as can be. */
export type Way = "every" | "lenient" | "some";

/** Undefined when there is nothing to look for. */
export function toTextQuery(words: readonly Word[], text: string, way: Way): Clause | undefined {
  const sku = skuIn(text);
  const each = words.map((_, index) => toWordQuery(words, index, way !== "every"));
  const all =
    way === "some"
      ? {
          bool: {
            should: each.map((query) => ({
              bool: { must: [query, constant({ match_all: {} }, aWordMore)] },
            })),
          },
        }
      : { bool: { must: each } };
  const ways = [
    ...(words.length > 0 ? [all] : []),
    ...(sku === undefined
      ? []
      : [
          constant({ term: { spelledSkus: text.trim() } }, 4 * wholeSku),
          constant({ term: { skus: sku } }, 2 * wholeSku),
          ...(mayBeginSku(sku)
            ? [constant({ prefix: { skus: sku } }, isPlainWord(sku) ? noSku : wholeSku)]
            : []),
        ]),
  ];
  if (ways.length === 0) return undefined;
  return {
    function_score: {
      query: { bool: { should: ways, minimum_should_match: 1 } },
      functions: [
        { filter: { term: { inStock: false } }, weight: outOfStock },
        { field_value_factor: { field: "liked", missing: 1 } },
      ],
      score_mode: "multiply",
      boost_mode: "multiply",
    },
  };
}

function toWordQuery(words: readonly Word[], index: number, isLenient: boolean): Clause {
  const { spoken, written } = words[index] as Word;
  const stem = stemOf(spoken);
  const hasSigns = isOfSigns(written);
  const hasErrors = isLenient && !hasSigns && errorsIn(stem) > 0;
  // How one sign is spoken begins many words of letters; the last one may be typed in part.
  const isBeginning = !hasSigns || index === words.length - 1 || Array.from(written).length > 1;
  const queries = textFields.flatMap((field): Clause[] => {
    const word = { term: { [field]: stem } };
    return [
      field === "name" ? toNameQuery(word) : constant(word, worth[field]),
      ...(isBeginning ? [constant({ prefix: { [field]: stem } }, worth[field] * nearness.beginning)] : []),
      ...(hasErrors ? [constant(toFuzzy(field, stem), worth[field] * nearness.errors)] : []),
    ];
  });
  const together = joinedAround(words, index);
  const joined = [
    constant({ terms: { name: together } }, worth.name * nearness.together),
    constant({ terms: { joined: [stem, ...together] } }, worth.name * nearness.together),
    ...(hasErrors ? [constant(toFuzzy("joined", stem), worth.name * nearness.errors)] : []),
  ];
  const end = constant({ term: { nameEnd: stem } }, worth.name + 3);
  return { dis_max: { queries: [...queries, ...joined, end], tie_breaker: 0.1 } };
}

/** More of a short name is said by it. */
const toNameQuery = (word: Clause): Clause => ({
  function_score: {
    query: constant(word, worth.name),
    field_value_factor: { field: "nameShare", factor: wholeName, missing: 0 },
    boost_mode: "sum",
  },
});

const toFuzzy = (field: string, stem: string): Clause => ({
  fuzzy: { [field]: { value: stem, fuzziness: errorsIn(stem), transpositions: true, max_expansions: 50 } },
});
