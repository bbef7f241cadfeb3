/** A whole page, fetched beside the one that is shown. */
const waitMs = 30_000;

export type Fetched = {
  readonly page: Document;
  /** Where it led to. */
  readonly url: string;
  readonly isOk: boolean;
  readonly isHtml: boolean;
};

/** Rejects when nothing was answered, or not in time. */
export async function fetchPage(address: string, init: RequestInit = {}): Promise<Fetched> {
  const signal = AbortSignal.any([AbortSignal.timeout(waitMs), ...(init.signal ? [init.signal] : [])]);
  const answer = await fetch(address, { ...init, signal, headers: { accept: "text/html" } });
  const text = await answer.text();
  const isHtml = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  const page = new DOMParser().parseFromString(isHtml ? text : "", "text/html");
  return { page, url: answer.url, isOk: answer.ok, isHtml };
}
