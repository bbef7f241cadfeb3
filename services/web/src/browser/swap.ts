/** Fetches a whole page, and parts of it take the place of those here. */
import { remember } from "./address.ts";
import { showBadge } from "./badge.ts";
import { decide } from "./decide.ts";
import { fetchPage } from "./page.ts";
import { namesBrought, partsOf, put } from "./parts.ts";
import { say, textOf, wordFor } from "./said.ts";

export type Wanted = {
  readonly url: string;
  readonly names: readonly string[];
  /** Of a form that changes something. */
  readonly body?: URLSearchParams;
  /** `step`: one may come back; `same`: it is the same page still. Of a form, where it led to counts. */
  readonly way?: "step" | "same";
  /** The list is another: its beginning is shown. */
  readonly toTop?: boolean;
};

/** Of those that only look; a later one takes the place of an earlier one. */
let looking: AbortController | undefined;

export function stopLooking(): void {
  looking?.abort();
}

export async function swap(wanted: Wanted): Promise<void> {
  const { url, names, body } = wanted;
  stopLooking();
  const own = new AbortController();
  looking = body ? undefined : own;
  setBusy(names, true);
  try {
    await fetchAndPut(wanted, own.signal);
  } catch {
    if (own.signal.aborted) return;
    if (body) fail();
    else location.assign(url);
  } finally {
    setBusy(names, false);
  }
}

async function fetchAndPut(wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { url, names, body, way = "step", toTop = false } = wanted;
  const {
    page,
    isHtml,
    isOk,
    url: ledTo,
  } = await fetchPage(url, body ? { method: "POST", body } : { signal });
  showBadge();
  const step = decide({
    isHtml,
    isOk,
    wanted: names,
    brought: namesBrought(page),
    isForm: body !== undefined,
  });
  if (step === "go") return location.assign(body ? ledTo : url);
  if (step === "fail") return fail(textOf(page.querySelector("main p")));
  // What takes its place may be shorter.
  const place = scrollY;
  show(page, names, { keepsTyped: way === "same" });
  rememberWay(wanted, { ledTo, place });
  if (toTop) firstOf(names)?.scrollIntoView();
}

/** The notice alone is of another page than the one that is shown. */
function rememberWay(
  { names, body, way = "step" }: Wanted,
  { ledTo, place }: { readonly ledTo: string; readonly place: number },
): void {
  if (!body) remember(ledTo, { isStep: way === "step", place });
  else if (!names.includes("notice") && isSamePage(ledTo)) remember(ledTo, { isStep: false, place });
}

const isSamePage = (url: string): boolean => new URL(url).pathname === location.pathname;

const firstOf = ([name = ""]: readonly string[]): HTMLElement | undefined => partsOf(document).get(name);

function setBusy(names: readonly string[], isBusy: boolean): void {
  const parts = partsOf(document);
  for (const name of names) parts.get(name)?.setAttribute("aria-busy", String(isBusy));
}

/** Puts the parts in place, and says what they say first. */
export function show(
  page: Document,
  names: readonly string[],
  { keepsTyped }: { readonly keepsTyped: boolean },
): void {
  put(page, new Set([...names, "notice"]), { keepsTyped });
  const notice = partsOf(document).get("notice");
  notice?.classList.toggle("fresh", textOf(notice) !== "");
  if (!names.includes("notice")) document.title = page.title;
  const asked = document.querySelector<HTMLElement>("[data-part] [data-focus]");
  if (asked) return asked.focus();
  // What is alarming speaks for itself.
  if (notice?.querySelector("[role=alert]")) return;
  say(textOf(notice) || saidBy(firstOf(names)) || wordFor("changed"));
}

/** What a part says first: where it says so itself, else its first heading. */
const saidBy = (part: HTMLElement | undefined): string =>
  textOf(
    part?.matches("[data-say]") ? part : part?.querySelector("[data-say], :scope > [aria-labelledby] > h2"),
  );

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
