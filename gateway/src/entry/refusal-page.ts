/** The page of a refusal of the gateway's own: it needs nobody, so it is there when all services are away. */
import { problemHeaders, toProblem, type Problem } from "@shop/kit/http/server/problem";

type Said = { readonly title: string; readonly sentence: string };

const said: Readonly<Record<number, Said>> = {
  404: {
    title: "There is nothing here",
    sentence: "The address may be misspelt, or what was here has gone.",
  },
  405: { title: "Not like this", sentence: "This address is there, but it cannot be opened this way." },
  413: {
    title: "That is too much",
    sentence: "What was sent is larger than we can take. Nothing was changed.",
  },
  429: { title: "One moment, please", sentence: "There were too many requests from here in a short time." },
  502: { title: "We will be right back", sentence: "This part of the shop does not answer just now." },
  503: { title: "We will be right back", sentence: "This part of the shop does not answer just now." },
  504: { title: "This took too long", sentence: "This part of the shop did not answer in time." },
};

type RefusalPage = {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
};

export function toRefusalPage(error: unknown, requestId: string): RefusalPage {
  const problem = toProblem(error, requestId);
  const headers = problemHeaders(error);
  const body = toHtml(problem, headers["Retry-After"]);
  return {
    problem,
    headers: {
      ...headers,
      "X-Request-Id": requestId,
      "Cache-Control": "no-store",
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
    },
    body,
  };
}

function toHtml({ status, title, detail, requestId }: Problem, retryAfterS: string | undefined): string {
  const { title: heading, sentence } = said[status] ?? { title, sentence: `${detail}.` };
  const wait = retryAfterS === undefined ? "" : ` Try again in ${secondsIn(retryAfterS)}.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escape(heading)} · SuperCoolShop</title>
</head>
<body>
<header><p><a href="/"><strong>SuperCoolShop</strong></a></p><hr></header>
<main>
<h1>${escape(heading)}</h1>
<p>${escape(sentence + wait)}</p>
<p><a href="/">Go to the shop</a> · <a href="/help">Help</a></p>
</main>
<footer><hr><p><small>${status} · If you ask us about this, tell us this number: <code>${escape(requestId)}</code></small></p></footer>
</body>
</html>
`;
}

const secondsIn = (retryAfter: string): string => (retryAfter === "1" ? "a second" : `${retryAfter} seconds`);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
