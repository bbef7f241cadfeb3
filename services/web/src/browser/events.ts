/** What somebody does on a page: `data-swap` on a link or a form, `data-choose` on what is chosen from. */
import { isElsewhere, placeIn } from "./address.ts";
import { begin, end } from "./busy.ts";
import { decide, namesIn } from "./decide.ts";
import { fetchPage } from "./page.ts";
import { namesBrought, partsOf } from "./parts.ts";
import { show, stopLooking, swap } from "./swap.ts";

export function onClick(event: MouseEvent): void {
  const { target } = event;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-swap]") : null;
  if (!link || event.defaultPrevented || !isPlain(event) || link.origin !== location.origin) return;
  event.preventDefault();
  const toTop = link.rel === "next" || link.rel === "first";
  void swap({ url: link.href, names: namesIn(link.dataset["swap"]), toTop });
}

/** Whoever wants another tab or window gets it. */
const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

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
  const fields = [...new FormData(form, submitter)].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const names = namesIn(form.dataset["swap"]);
  const url = form.getAttribute("action") ?? location.href;
  if (form.getAttribute("method")?.toLowerCase() === "post")
    return swap({ url, names, body: new URLSearchParams(fields) });
  // What is left empty is not asked for.
  const query = new URLSearchParams(fields.filter(([, value]) => value !== "")).toString();
  return swap({ url: query === "" ? url : `${url}?${query}`, names });
}

export function onChange({ target }: Event): void {
  if (!(target instanceof HTMLInputElement)) return;
  const field = target.closest<HTMLElement>("[data-choose]");
  if (!field) return;
  const query = new URLSearchParams({ [target.name]: target.value }).toString();
  void swap({
    url: `${field.dataset["choose"]}?${query}`,
    names: namesIn(field.dataset["swap"]),
    way: "same",
  });
}

/** Back and on again: the address is fetched, and all parts take their place. */
export async function onPopState({ state }: PopStateEvent): Promise<void> {
  if (!isElsewhere()) return;
  stopLooking();
  const asked = location.href;
  try {
    const { page, isHtml, isOk } = await fetchPage(asked);
    // Somebody has gone on meanwhile, and what was fetched is of elsewhere.
    if (location.href !== asked) return;
    const names = [...partsOf(document).keys()].filter((name) => name !== "notice");
    const step = decide({ isHtml, isOk, wanted: names, brought: namesBrought(page), isForm: false });
    if (step !== "put") return location.reload();
    show(page, names, { keepsTyped: false, keepsNotice: false });
    const place = placeIn(state);
    if (place !== undefined) scrollTo(0, place);
  } catch {
    if (location.href === asked) location.reload();
  }
}
