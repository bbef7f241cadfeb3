/** Whether somebody looks at a browser, or a program asks. */
import type { IncomingHttpHeaders } from "node:http";

/** What a browser asks for that opens an address, and no program that wants data; who shows a token is one. */
export const wantsPage = ({ accept, authorization }: IncomingHttpHeaders): boolean =>
  accept !== undefined && authorization === undefined && html.test(accept);

const html = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))|,|$)/i;

/**
 * A refusal is read by a person: the browser shows it in place of the page before (Fetch Metadata), or a page is what was
 * asked for, as our own script does.
 */
export const isRead = (headers: IncomingHttpHeaders): boolean =>
  wantsPage(headers) || (headers["sec-fetch-mode"] === "navigate" && headers.authorization === undefined);
