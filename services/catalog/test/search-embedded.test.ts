import { createEmbeddedSearch } from "../src/search/embedded-search-client.ts";
import { judgedContract } from "./search-judged.ts";
import { listsContract } from "./search-lists-contract.ts";
import { scriptsContract } from "./search-scripts-contract.ts";
import { wordsContract } from "./search-words-contract.ts";

wordsContract("the embedded index", createEmbeddedSearch);
scriptsContract("the embedded index", createEmbeddedSearch);
listsContract("the embedded index", createEmbeddedSearch);
judgedContract("the embedded index", createEmbeddedSearch);
