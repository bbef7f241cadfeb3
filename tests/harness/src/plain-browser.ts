/**
 * A browser without script: it asks for pages as a person's navigation does, keeps cookies, follows redirects, and fills
 * in and sends forms. What it may not do, a person could not: choose what is not offered, fill in what is not there.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { createCookieJar, type CookieJar } from "./cookie-jar.ts";
import { fillIn, readForm, type Entry, type Filled, type Form } from "./html-form.ts";
import { attributeOf, parseHtml, select, textOf, type Element } from "./html.ts";

export type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
};

export type Page = {
  /** Path and query, after all redirects. */
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly html: string;
  readonly title: string;
  /** What is read in its `main`. */
  readonly text: string;
  /** What is read in its first `h1`. */
  readonly heading: string;
  /** Where it was sent on from, the first one first. */
  readonly ways: readonly string[];
  readonly all: (selector: string) => readonly Element[];
  /** What each of them says. */
  readonly texts: (selector: string) => readonly string[];
  /** Fails unless there is a form that is sent there: to this path, whatever its query. */
  readonly form: (action: string) => Form;
  readonly forms: readonly Form[];
  /** What is sent; the page that comes of it. */
  readonly submit: (action: string | Form, filled?: Filled, button?: string) => Promise<Page>;
  /** By what the link says. */
  readonly follow: (link: string) => Promise<Page>;
};

export type PlainBrowser = {
  readonly cookies: CookieJar["kept"];
  /** As if typed into the address bar. */
  readonly open: (path: string) => Promise<Page>;
  /** As a page of the shop would; nothing of it need be right. `headers` replace what a browser says, undefined leaves out. */
  readonly post: (
    path: string,
    entries: readonly Entry[] | Readonly<Record<string, string>>,
    sent?: Sent,
  ) => Promise<Page>;
  readonly send: (path: string, sent?: Sent) => Promise<Page>;
};

export type PlainBrowserOptions = {
  /** It believes that the connection is encrypted, and says so as a gateway would. */
  readonly isSecure?: boolean;
  /** Browsers say where a request comes from where the connection is trusted: by https, and on this machine. */
  readonly saysSite?: boolean;
  readonly userAgent?: string;
};

const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

export function openPlainBrowser(
  url: string,
  { isSecure = false, saysSite = true, userAgent = "Mozilla/5.0 (plain)" }: PlainBrowserOptions = {},
): PlainBrowser {
  const jar = createCookieJar({ isSecure });
  const { host } = new URL(url);
  const origin = `${isSecure ? "https" : "http"}://${host}`;
  const said = (site: string) => ({
    accept,
    "accept-language": "en",
    "user-agent": userAgent,
    cookie: jar.header(),
    ...(isSecure && { "x-forwarded-proto": "https" }),
    ...(saysSite && { "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }),
  });

  const go = async (
    path: string,
    site: string,
    sent: Sent = {},
    ways: readonly string[] = [],
  ): Promise<Page> => {
    assert.ok(ways.length < 10, `Sent on without end: ${ways.join(" ")}`);
    const response = await ask(url + path, { ...sent, headers: { ...said(site), ...sent.headers } });
    jar.take(response.headers["set-cookie"] ?? []);
    const { location } = response.headers;
    const status = response.statusCode ?? 0;
    saysWhen(path, response);
    if (location === undefined || status < 300 || status > 399)
      return toPage(path, response, await textFrom(response), ways);
    response.resume();
    const next = new URL(location, origin + path);
    assert.equal(next.origin, origin, "a page leads to no other host");
    // All but 307 and 308 ask for what comes next by GET.
    return go(next.pathname + next.search, site, status > 306 ? sent : {}, [...ways, path]);
  };

  const post: PlainBrowser["post"] = (path, entries, sent = {}) =>
    go(path, "same-origin", {
      method: "POST",
      body: new URLSearchParams(
        Array.isArray(entries) ? entries.map(([...entry]) => entry) : Object.entries(entries),
      ).toString(),
      ...sent,
      headers: { origin, "content-type": "application/x-www-form-urlencoded", ...sent.headers },
    });

  const toPage = (
    path: string,
    { statusCode, headers }: IncomingMessage,
    html: string,
    ways: readonly string[],
  ): Page => {
    const document = parseHtml(headers["content-type"]?.startsWith("text/html") ? html : "");
    const main = select(document, "main")[0] ?? document;
    const forms = select(document, "form").map((element) => readForm(document, element));
    const form = (action: string): Form => {
      const found = forms.find((each) => pathOf(each.action, path) === action);
      assert.ok(
        found,
        `${path} has no form for ${action}: it has ${forms.map((each) => each.action).join(", ")}`,
      );
      return found;
    };
    return {
      path,
      status: statusCode ?? 0,
      headers,
      html,
      title: select(document, "title").map(titleText)[0] ?? "",
      text: textOf(main),
      heading: select(document, "h1").map(textOf)[0] ?? "",
      ways,
      all: (selector) => select(document, selector),
      texts: (selector) => select(document, selector).map(textOf),
      form,
      forms,
      submit: (given, filled = {}, button) => {
        const { action, method, entries } = fillIn(
          document,
          typeof given === "string" ? form(given) : given,
          filled,
          button,
        );
        const to = new URL(action, origin + path);
        if (method === "post")
          return post(to.pathname + to.search, entries, { headers: { referer: origin + path } });
        const search = new URLSearchParams(entries.map(([...entry]) => entry)).toString();
        return go(`${to.pathname}?${search}`, "same-origin");
      },
      follow: (link) => {
        const found = select(document, "a[href]").find((each) => textOf(each) === link);
        assert.ok(found, `${path} has no link ${link}`);
        const to = new URL(attributeOf(found, "href") ?? "", origin + path);
        return go(to.pathname + to.search, "same-origin");
      },
    };
  };

  return {
    cookies: jar.kept,
    open: (path) => go(path, "none"),
    post,
    send: (path, sent) => go(path, "none", sent),
  };
}

/** Whoever is to try again is told when. */
function saysWhen(path: string, { statusCode, headers }: IncomingMessage): void {
  if (statusCode === 429 || statusCode === 503)
    assert.match(headers["retry-after"] ?? "", /^[1-9]\d*$/, `${path} does not say when to try again`);
}

const pathOf = (action: string, path: string): string => new URL(action, `http://x${path}`).pathname;

const titleText = (title: Element): string =>
  title.childNodes.map((node) => ("value" in node ? node.value : "")).join("");

async function ask(url: string, { method = "GET", headers = {}, body }: Sent): Promise<IncomingMessage> {
  const given = Object.entries(headers).filter(
    (header): header is [string, string] => header[1] !== undefined,
  );
  const length = body === undefined ? [] : [["content-length", String(Buffer.byteLength(body))] as const];
  const asking = request(url, { method, headers: Object.fromEntries([...given, ...length]) });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  return response;
}

async function textFrom(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
