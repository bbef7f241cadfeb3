/** Asks for a page, or sends its form, as a page of the shop would; an outcome of the table, or what nobody should see. */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { formType, type Endpoint } from "@shop/contracts/language/endpoint";
import { pathOf } from "./ask.ts";

export type AskedPage = {
  readonly ids: Readonly<Record<string, string>>;
  /** What is typed into its form: nothing unless stated, which every form asks to be mended. */
  readonly typed?: Readonly<Record<string, string>> | undefined;
  /** What says who asks. */
  readonly shown: Readonly<Record<string, string>>;
};

/** To come back; a form that has done its work leads there with another word. */
const isAskedToSignIn = (location: string): boolean =>
  /^\/sign-in\?to=[^&]+(?:&after=ended)?$/.test(location);

/** What came of it, as `shownTo` says it; any other status is a fault. */
export async function askPage(url: string, page: Endpoint, asked: AskedPage): Promise<"in" | number> {
  const { statusCode: status = 0, headers } = await answerTo(url, page, asked);
  if (status === 401 || status === 404) return status;
  if (status === 303 && isAskedToSignIn(headers.location ?? "")) return 303;
  return status >= 500 || status === 403 ? status : "in";
}

/** Of what it says nothing is read: a stream has no end. */
async function answerTo(
  url: string,
  page: Endpoint,
  { ids, typed = {}, shown }: AskedPage,
): Promise<IncomingMessage> {
  const isForm = page.bodyMode === "form";
  const headers = {
    accept: "text/html",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
    ...(isForm && { "content-type": formType }),
    ...shown,
  };
  const asking = request(url + pathOf(page, ids), {
    method: page.method.toUpperCase(),
    headers,
    agent: false,
  });
  asking.end(isForm ? new URLSearchParams(typed).toString() : undefined);
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.destroy();
  return answer;
}
