/** A request as it is written: no path is tidied, no header merged. */
import { request } from "node:http";

export type RawRequest = {
  readonly method?: string;
  readonly path: string;
  /** A list is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
};

export type RawAnswer = { readonly status: number; readonly text: string; readonly code: string };

export function send(
  url: string,
  { method = "GET", path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  // Of a DELETE Node says nothing by itself.
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { ...length, ...headers }, agent: false },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => (text += chunk));
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, code: codeIn(text) }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function codeIn(text: string): string {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? "";
  } catch {
    return "";
  }
}
