/** What happens while somebody looks: on an event of `data-follow` the page is fetched again, and its parts are put in place. */
import { fetchPage } from "./page.ts";
import { partsOf, put } from "./parts.ts";
import { say, textOf } from "./said.ts";

/** When a stream was refused, after so long it is asked for again. */
const againMs = 10_000;

let source: EventSource | undefined;
let timer: number | undefined;

const followed = (): string | undefined =>
  document.querySelector<HTMLElement>("[data-follow]")?.dataset["follow"];

/** Hears while the page is seen and says where; a browser has six connections for all of its tabs. */
export function follow(): void {
  const address = document.hidden ? undefined : followed();
  if (address === undefined) return close();
  if (source) return;
  source = new EventSource(address);
  source.addEventListener("message", refresh);
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    timer = setTimeout(refresh, againMs);
  });
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
}

let isRunning = false;
let isWanted = false;

/** One after the other; what happens meanwhile is seen by the next. */
function refresh(): void {
  isWanted = true;
  if (isRunning) return;
  isRunning = true;
  void (async () => {
    while (isWanted) {
      isWanted = false;
      // What cannot be had now comes with the next event.
      await renew().catch(() => undefined);
    }
    isRunning = false;
    follow();
  })();
}

/** What has happened, each in a line. */
const storyIn = (page: Document): string[] =>
  [...(partsOf(page).get("timeline")?.querySelectorAll(":scope > * > p:first-child") ?? [])].map(textOf);

async function renew(): Promise<void> {
  const { page, isOk } = await fetchPage(location.href);
  if (!isOk) return;
  const known = storyIn(document).length;
  const names = [...partsOf(document).keys()].filter((name) => name !== "notice");
  put(page, names, { keepsTyped: true });
  say(storyIn(document).slice(known).join(". "));
}
