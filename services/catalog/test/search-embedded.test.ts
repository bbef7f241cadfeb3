import { createProductSearch } from "../src/search/product-search-client.ts";
import { listsContract } from "./search-lists-contract.ts";
import { wordsContract } from "./search-words-contract.ts";

wordsContract("the embedded index", createProductSearch);
listsContract("the embedded index", createProductSearch);
