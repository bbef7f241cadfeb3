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
  /** `step`: one may come back; `same`: it is the same page still. Of a form that changes something, where it led to counts. */
  readonly way?: "step" | "same";
  /** The list is another: its beginning is shown. */
  readonly toTop?: boolean;
};

/** Of those that only look; a later one takes the place of an earlier one, and of one whose parts are changed meanwhile. */
let looking: { readonly names: readonly string[]; readonly own: AbortController } | undefined;
/** What is being sent. */
let sending: Promise<void> | undefined;
/** How often it was told what has become of something that was sent. */
let told = 0;

export function stopLooking(): void {
  looking?.own.abort();
}

export async function swap(wanted: Wanted): Promise<void> {
  const { names, body } = wanted;
  setBusy(names, true);
  if (body) sending = post(wanted, body);
  await (body ? sending : look(wanted));
  setBusy(names, false);
}

async function look({ url, names, way = "step", toTop = false }: Wanted): Promise<void> {
  stopLooking();
  const own = new AbortController();
  looking = { names, own };
  const before = told;
  try {
    const { signal } = own;
    const { page, isHtml, isOk, url: ledTo } = await fetchPage(url, { signal });
    showBadge();
    const step = decide({ isHtml, isOk, wanted: names, brought: namesBrought(page), isForm: false });
    if (step !== "put") return await leave(url, { signal, before });
    // What takes its place may be shorter.
    const place = scrollY;
    show(page, names, { keepsTyped: way === "same", keepsNotice: told !== before });
    remember(ledTo, { isStep: way === "step", place });
    if (toTop) firstOf(names)?.scrollIntoView();
  } catch {
    await leave(url, { signal: own.signal, before });
  }
}

/** On another page nobody would be told what has become of what is being sent, nor that it went wrong since. */
async function leave(
  url: string,
  { signal, before }: { readonly signal: AbortSignal; readonly before: number },
): Promise<void> {
  await sending;
  const isWrong = told !== before && partsOf(document).get("notice")?.querySelector("[role=alert]");
  if (!signal.aborted && !isWrong) location.assign(url);
}

async function post({ url, names }: Wanted, body: URLSearchParams): Promise<void> {
  if (looking?.names.some((name) => names.includes(name))) stopLooking();
  try {
    const { page, isHtml, isOk, url: ledTo } = await fetchPage(url, { method: "POST", body });
    showBadge();
    const step = decide({ isHtml, isOk, wanted: names, brought: namesBrought(page), isForm: true });
    if (step === "go") {
      stopLooking();
      return location.assign(ledTo);
    }
    if (step === "fail") return fail(textOf(page.querySelector("main p")));
    const place = scrollY;
    show(page, names, { keepsTyped: false, keepsNotice: false });
    // The notice alone is of another page than the one that is shown.
    if (!names.includes("notice") && isSamePage(ledTo)) remember(ledTo, { isStep: false, place });
  } catch {
    fail();
  } finally {
    told += 1;
  }
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
  {
    keepsTyped,
    keepsNotice,
  }: {
    readonly keepsTyped: boolean;
    /** It has told meanwhile what has become of something that was sent. */
    readonly keepsNotice: boolean;
  },
): void {
  put(page, new Set(keepsNotice ? names : [...names, "notice"]), { keepsTyped });
  const notice = keepsNotice ? undefined : partsOf(document).get("notice");
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
