/**
 * One HTTP request over kept-alive connections, answered whole. Node's own client:
 * `fetch` costs a process 19 MB and a request more than twice the CPU.
 */
import { Agent, request as plain, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as overTls } from "node:https";

export type Requested = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
};
export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
};

/** Idle connections end before the other side ends them (65 s), so that none is used as it closes. */
const keepAlive = { keepAlive: true, maxSockets: 64, timeout: 50_000 };
const agents = { "http:": new Agent(keepAlive), "https:": new TlsAgent(keepAlive) };
const maxBytes = 16 * 1024 * 1024;

/** Throws the signal's reason when it ends the request; redirects and answers over 16 MB are errors. */
export async function request(
  url: URL,
  { method = "GET", headers = {}, body, signal }: Requested,
): Promise<Answer> {
  signal.throwIfAborted();
  try {
    const response = await send(url, { method, headers, body, signal });
    const { statusCode: status = 0 } = response;
    if (status >= 300 && status < 400) {
      response.destroy();
      throw new Error(`answered ${status}, and redirects are not followed`);
    }
    return { status, headers: response.headers, text: await readText(response) };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

const send = (
  url: URL,
  {
    method,
    headers,
    body,
    signal,
  }: { method: string; headers: Record<string, string>; body: string | undefined; signal: AbortSignal },
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const isTls = url.protocol === "https:";
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = {
      method,
      signal,
      headers: { ...headers, ...length },
      agent: agents[isTls ? "https:" : "http:"],
    };
    (isTls ? overTls : plain)(url, options).on("response", resolve).on("error", reject).end(body);
  });

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
