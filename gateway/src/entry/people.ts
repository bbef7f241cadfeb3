/** Whether somebody looks at a browser, or a program asks. */
import type { IncomingHttpHeaders } from "node:http";
import Negotiator from "negotiator";

/** What a browser asks for that opens an address, and no program that wants data; who shows a token is one. */
export const wantsPage = ({ accept, authorization }: IncomingHttpHeaders): boolean =>
  accept !== undefined && authorization === undefined && named.test(accept) && prefersPage(accept);

/** Who takes anything at all is a program: no browser leaves it unsaid. */
const named = /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i;

const page = "text/html;charset=utf-8";
const ofPrograms = ["application/json", "application/problem+json"];
const maxRemembered = 500;
const remembered = new Map<string, boolean>();

/** Of two that a client likes as much, the one that it names, or names first, is preferred (RFC 9110 §12.5.1). */
function prefersPage(accept: string): boolean {
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes([...ofPrograms, page]);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(accept, best === page);
  return best === page;
}

/**
 * A refusal is read by a person: the browser shows it in place of the page before (Fetch Metadata), or a page is what was
 * asked for, as our own script does.
 */
export const isRead = (headers: IncomingHttpHeaders): boolean =>
  wantsPage(headers) || (headers["sec-fetch-mode"] === "navigate" && headers.authorization === undefined);
