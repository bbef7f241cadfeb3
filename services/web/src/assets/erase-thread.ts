/**
 * Takes the types out of texts: a JSON list in, a JSON list out. It is a process of its own, as this costs a process 14 MB
 * that never come back.
 */
import { stripTypeScriptTypes } from "node:module";
import { json } from "node:stream/consumers";

const texts = (await json(process.stdin)) as readonly string[];
process.stdout.write(JSON.stringify(texts.map((text) => stripTypeScriptTypes(text))));
