/** Links and forms that say `data-swap` fetch a whole page, and its parts of that name take the place of those here. */
import { showBadge } from "./badge.ts";
import { begin, end } from "./busy.ts";
import { decide, namesIn } from "./decide.ts";
import { namesBrought, partsOf, put } from "./parts.ts";
import { say, textOf, wordFor } from "./said.ts";

const waitMs = 30_000;

/** Of those that only look; a later one takes the place of an earlier one. */
let looking: AbortController | undefined;
/** What is shown, whatever the hash. */
let shown = location.pathname + location.search;

export type Wanted = {
  readonly url: string;
  readonly names: readonly string[];
  /** Of a form that changes something. */
  readonly body?: URLSearchParams;
  /** Where to go on, when the whole list is another. */
  readonly toTop?: boolean;
};

/** False: nothing was put in place, and the page is left. */
export async function fetchPage(
  url: string,
  init: RequestInit,
): Promise<{ page: Document; answer: Response; isHtml: boolean; text: string }> {
  const signal = AbortSignal.any([AbortSignal.timeout(waitMs), ...(init.signal ? [init.signal] : [])]);
  const answer = await fetch(url, { ...init, signal, headers: { accept: "text/html" } });
  const text = await answer.text();
  const isHtml = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  return { page: new DOMParser().parseFromString(isHtml ? text : "", "text/html"), answer, isHtml, text };
}

export async function swap({ url, names, body, toTop = false }: Wanted): Promise<void> {
  const isForm = body !== undefined;
  looking?.abort();
  const own = new AbortController();
  looking = isForm ? undefined : own;
  const isBusy = (value: string) =>
    names.forEach((name) => partsOf(document).get(name)?.setAttribute("aria-busy", value));
  isBusy("true");
  try {
    const init = isForm ? { method: "POST", body } : { signal: own.signal };
    const { page, answer, isHtml, text } = await fetchPage(url, init);
    showBadge();
    const step = decide({ isHtml, wanted: names, brought: namesBrought(page), isForm });
    if (step === "go") return location.assign(isForm ? answer.url : url);
    if (step === "fail") return fail(detailIn(text));
    show(page, names);
    remember(answer.url, { names, isForm });
    if (toTop)
      partsOf(document)
        .get(names[0] ?? "")
        ?.scrollIntoView();
  } catch {
    if (own.signal.aborted) return;
    if (isForm) fail();
    else location.assign(url);
  } finally {
    isBusy("false");
  }
}

/** The parts and what was done; what is on top of them is said. */
function show(page: Document, names: readonly string[]): void {
  put(page, new Set([...names, "notice"]));
  const notice = partsOf(document).get("notice");
  notice?.classList.toggle("fresh", textOf(notice) !== "");
  if (!names.includes("notice")) document.title = page.title;
  const asked = document.querySelector<HTMLElement>("[data-part] [data-focus]");
  if (asked) return asked.focus();
  // What is alarming speaks for itself.
  if (notice?.querySelector("[role=alert]")) return;
  const part = partsOf(document).get(names[0] ?? "");
  const heading = part?.querySelector(":scope > [aria-labelledby] > h2");
  say(textOf(notice) || textOf(heading) || wordFor("changed"));
}

/** The address is what is shown; of a form, where it led to, when that is this page. */
function remember(
  address: string,
  { names, isForm }: { readonly names: readonly string[]; readonly isForm: boolean },
): void {
  const { pathname, search, origin } = new URL(address);
  if (origin !== location.origin || (isForm && (names.includes("notice") || pathname !== location.pathname)))
    return;
  const now = pathname + search;
  if (now === shown) return;
  if (isForm) history.replaceState(history.state, "", now);
  else {
    history.replaceState({ y: scrollY }, "");
    history.pushState(null, "", now);
  }
  shown = now;
}

/** Nobody knows whether it was done. */
function fail(detail = ""): void {
  const place = partsOf(document).get("notice");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "notice bad";
  box.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = detail || wordFor("failed");
  box.append(line);
  place.replaceChildren(box);
  place.classList.add("fresh");
}

function detailIn(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === "string" ? `${detail}.` : "";
  } catch {
    return "";
  }
}

export function onClick(event: MouseEvent): void {
  const link =
    event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-swap]") : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.origin !== location.origin || link.target) return;
  event.preventDefault();
  void swap({
    url: link.href,
    names: namesIn(link.dataset["swap"]),
    toTop: link.rel === "next" || link.rel === "first",
  });
}

export function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  const { submitter } = event;
  if (!begin(form, submitter)) return event.preventDefault();
  if (!form.hasAttribute("data-swap")) return;
  event.preventDefault();
  void send(form, submitter).finally(() => end(form));
}

function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]);
  const body = new URLSearchParams(fields);
  const names = namesIn(form.dataset["swap"]);
  const url = form.getAttribute("action") ?? location.href;
  if (form.getAttribute("method")?.toLowerCase() === "post") return swap({ url, names, body });
  for (const [name, value] of fields) if (value === "") body.delete(name ?? "", "");
  return swap({ url: `${url}?${body.toString()}`.replace(/\?$/, ""), names });
}

/** Back and on again: the address is fetched, and all parts that both pages have are put in place. */
export async function onPopState(event: PopStateEvent): Promise<void> {
  const now = location.pathname + location.search;
  if (now === shown) return;
  shown = now;
  looking?.abort();
  try {
    const { page, isHtml } = await fetchPage(now, {});
    const names = [...partsOf(document).keys()];
    if (now !== shown) return;
    if (
      !isHtml ||
      decide({
        isHtml,
        wanted: names.filter((name) => name !== "notice"),
        brought: namesBrought(page),
        isForm: false,
      }) !== "put"
    )
      return location.reload();
    show(
      page,
      names.filter((name) => name !== "notice"),
    );
    const { y } = (event.state ?? {}) as { y?: unknown };
    if (typeof y === "number") scrollTo(0, y);
  } catch {
    location.reload();
  }
}
