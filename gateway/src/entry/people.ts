/** Whether somebody looks at a browser, or a program asks. */
import type { IncomingHttpHeaders } from "node:http";

/** What a browser asks for that opens an address, and no program that wants data; who shows a token is one. */
export const wantsPage = ({ accept, authorization }: IncomingHttpHeaders): boolean =>
  accept !== undefined && authorization === undefined && html.test(accept);

const html = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))|,|$)/i;

/** The browser shows what is answered in place of the page before (Fetch Metadata), where it says so. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  const mode = headers["sec-fetch-mode"];
  return mode === undefined ? wantsPage(headers) : mode === "navigate" && headers.authorization === undefined;
}
