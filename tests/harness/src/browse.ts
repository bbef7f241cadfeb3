/** Asks as a browser may. Node's own `fetch` says in each request that it is a script (`Sec-Fetch-Mode`). */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

type Asked = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: string | undefined;
};

export type Shown = {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export async function browse(
  url: string,
  { headers = {}, method = "GET", body }: Asked = {},
): Promise<Shown> {
  const asking = request(url, { method, headers, agent: false }).end(body);
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
