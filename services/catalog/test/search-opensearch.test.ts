import { afterAll, describe } from "vitest";
import { createOpenSearch } from "../src/search/opensearch-client.ts";
import { judgedContract } from "./search-judged.ts";
import { listsContract } from "./search-lists-contract.ts";
import { scriptsContract } from "./search-scripts-contract.ts";
import { wordsContract } from "./search-words-contract.ts";
import type { SearchMaker } from "./running-search.ts";

// oxlint-disable-next-line node/no-process-env -- an OpenSearch is nothing that comes by itself
const openSearchUrl = process.env["OPENSEARCH_URL"];

describe.skipIf(openSearchUrl === undefined)("an OpenSearch at OPENSEARCH_URL", () => {
  const create: SearchMaker = (given) => createOpenSearch({ ...given, openSearchUrl: openSearchUrl ?? "" });
  wordsContract("OpenSearch", create);
  scriptsContract("OpenSearch", create);
  listsContract("OpenSearch", create);
  judgedContract("OpenSearch", create);
  afterAll(() => fetch(`${openSearchUrl}/search-*`, { method: "DELETE" }));
});
