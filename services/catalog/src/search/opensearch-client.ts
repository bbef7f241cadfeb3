/** The search of a catalogue that has outgrown one machine. */
import { Client } from "@opensearch-project/opensearch";
import { concerns, withoutConcerns } from "@shop/kit/mongo/concerns";
import type { Logger } from "@shop/kit/process/logger";
import mongoose from "mongoose";
import { searchErrors } from "./errors.ts";
import {
  toAggregations,
  toCountBody,
  toCountsIn,
  toFacets,
  toMusts,
  toParts,
  toPlaceMusts,
  toSort,
  type Aggregations,
} from "./opensearch-filter-rows.ts";
import { isAway, keepIndexInStep } from "./opensearch-index-store.ts";
import { toTextQuery, type Clause, type Way } from "./opensearch-query-rows.ts";
import type { ProductSearch, SearchRequest, SearchResult } from "./product-search.ts";
import { alphabetOf } from "./scripts.ts";
import { askedWordsOf, spokenWordsOf } from "./words.ts";

const mostWords = 12;
const longestText = 500;
/** Milliseconds; longer answers are refused. */
const patienceMs = 5_000;
/** Beyond it a total is a lower bound. */
const mostCounted = 10_000;
const ways: readonly Way[] = ["every", "lenient", "some"];

type OpenSearchStart = {
  readonly openSearchUrl: string;
  readonly mongoUrl: string;
  readonly collection: string;
  readonly log: Logger;
};

export function createOpenSearch({
  openSearchUrl,
  mongoUrl,
  collection,
  log,
}: OpenSearchStart): ProductSearch & AsyncDisposable {
  const client = new Client({ node: openSearchUrl, requestTimeout: patienceMs, maxRetries: 1 });
  const mongo = new mongoose.mongo.MongoClient(withoutConcerns(mongoUrl), { ...concerns, maxPoolSize: 4 });
  const db = mongo.db();
  const alias = `${db.databaseName.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-")}-${collection}`;
  const closing = new AbortController();

  const ask = async (body: Clause): Promise<Found> => {
    try {
      return (await client.search({ index: alias, body })).body as unknown as Found;
    } catch (error) {
      throw isAway(error) ? searchErrors.unavailable() : error;
    }
  };

  /** The first way to understand the words that finds anything that is shown. */
  const findWay = async (request: SearchRequest, text: string): Promise<Way | undefined> => {
    for (const way of ways) {
      const query = toQuery(text, way);
      if (!query) return undefined;
      const found = await ask({
        size: 0,
        terminate_after: 1,
        query: { bool: { must: [query], filter: toMusts(request) } },
      });
      if (found.hits.total.value > 0) return way;
    }
    return undefined;
  };

  const search = async (request: SearchRequest): Promise<SearchResult> => {
    const { text } = request;
    if (text === undefined) return toResult(await ask(toBody(request, { match_all: {} })), request);
    const way = await findWay(request, text);
    const query = way && toQuery(text, way);
    if (query) return toResult(await ask(toBody(request, query)), request);
    const nothing = toResult(await ask(toBody(request, { match_none: {} })), request);
    const suggestion = await suggest(request, text);
    return { ...nothing, ...(suggestion !== undefined && { suggestion }) };
  };

  const suggest = async (request: SearchRequest, text: string): Promise<string | undefined> => {
    const words = askedWordsOf(text.slice(0, longestText), mostWords)
      .map(({ written }) => written)
      .filter((written) => alphabetOf(written) !== undefined);
    if (words.length === 0) return undefined;
    const term = {
      field: "spoken",
      suggest_mode: "missing",
      prefix_length: 0,
      max_edits: 2,
      size: 1,
      min_word_length: 3,
    };
    const { suggest: found } = await ask({ size: 0, suggest: { words: { text: words.join(" "), term } } });
    const known = (found?.words ?? []).flatMap(({ options }) => options[0]?.text ?? []);
    const asked = spokenWordsOf(text).join(" ");
    for (const each of new Set([known.join(" "), ...known]))
      if (each !== "" && spokenWordsOf(each).join(" ") !== asked && (await findWay(request, each)))
        return each;
    return undefined;
  };

  const index = { client, mongo, db, alias, collection, log, signal: closing.signal };
  const keeping = keepIndexInStep(index);

  return {
    search,
    countIn: async (request) => {
      const { aggregations } = await ask(toCountBody(request));
      return aggregations ? toCountsIn(aggregations) : [];
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(new Error("The search is closing"));
      await mongo.close();
      await client.close();
      await keeping;
    },
  };
}

const toQuery = (text: string, way: Way): Clause | undefined =>
  toTextQuery(askedWordsOf(text.slice(0, longestText), mostWords), text, way);

const toBody = (request: SearchRequest, query: Clause): Clause => ({
  query: { bool: { must: [query], filter: [...toMusts(request), ...toPlaceMusts(request)] } },
  post_filter: { bool: { filter: toParts(request).map(({ clause }) => clause) } },
  sort: toSort(request),
  size: request.limit + 1,
  track_total_hits: mostCounted,
  track_scores: request.sort === "relevance",
  _source: false,
  ...(request.after && { search_after: [request.after.key, request.after.id] }),
  ...(request.withFacets && { aggs: toAggregations(request) }),
});

type Hit = { readonly _id: string; readonly sort: readonly [number | string, string] };
type Found = {
  readonly hits: {
    readonly total: { readonly value: number; readonly relation: "eq" | "gte" };
    readonly hits: readonly Hit[];
  };
  readonly aggregations?: Aggregations;
  readonly suggest?: {
    readonly words: readonly { readonly options: readonly { readonly text: string }[] }[];
  };
};

function toResult({ hits, aggregations }: Found, request: SearchRequest): SearchResult {
  const shown = hits.hits.slice(0, request.limit);
  const [key, id] = (hits.hits.length > request.limit && shown.at(-1)?.sort) || [];
  return {
    ids: shown.map(({ _id: each }) => each),
    ...(key !== undefined && id !== undefined && { next: { key, id } }),
    total: { value: hits.total.value, exact: hits.total.relation === "eq" },
    ...(request.withFacets && aggregations && { facets: toFacets(aggregations, request) }),
  };
}
