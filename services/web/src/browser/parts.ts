/** Named parts of a page, and how those of another take their place. */
import { textOf } from "./said.ts";

type Root = Document | Element;

export const partsOf = (page: Root): Map<string, HTMLElement> =>
  new Map(
    [...page.querySelectorAll<HTMLElement>("[data-part]")].map((part) => [part.dataset["part"] ?? "", part]),
  );

/** Those that can be put in place; a notice that says nothing is none. */
export const namesBrought = (page: Document): string[] =>
  [...partsOf(page)].filter(([name, part]) => name !== "notice" || textOf(part) !== "").map(([name]) => name);

type Putting = {
  /** Nothing was sent: what is typed and not sent yet stays. */
  readonly keepsTyped: boolean;
};

/** Puts them in place of those here; what is open stays open, and who was in one of them still is. */
export function put(page: Document, names: Iterable<string>, putting: Putting): void {
  const [here, there] = [partsOf(document), partsOf(page)];
  const named = [...names].flatMap((name) => here.get(name) ?? []);
  // What lies within another comes along with it.
  const isWithin = (old: HTMLElement) => named.some((other) => other !== old && other.contains(old));
  for (const old of named.filter((each) => !isWithin(each))) {
    const fresh = there.get(old.dataset["part"] ?? "");
    if (fresh) replace(old, fresh, putting);
  }
}

function replace(old: HTMLElement, fresh: HTMLElement, { keepsTyped }: Putting): void {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const open = new Set([...old.querySelectorAll("details[open]")].map(titleOf));
  const gone = old.getAttributeNames().filter((name) => !fresh.hasAttribute(name));
  for (const name of gone) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const typed = keepsTyped ? typedIn(old) : [];
  old.replaceChildren(...fresh.childNodes);
  for (const details of old.querySelectorAll("details")) if (open.has(titleOf(details))) details.open = true;
  for (const before of typed) retype(old, before);
  if (focused) refocus(old, focused);
}

const typable = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";
type Typable = HTMLInputElement | HTMLTextAreaElement;

const typedIn = (part: Element): Typable[] =>
  [...part.querySelectorAll<Typable>(typable)].filter(({ value, defaultValue }) => value !== defaultValue);

function retype(part: Element, before: Typable): void {
  const now = [...part.querySelectorAll<Typable>(typable)].find(
    ({ name, id }) => name === before.name && id === before.id,
  );
  if (now?.defaultValue === before.defaultValue) now.value = before.value;
}

const titleOf = (details: Element): string => textOf(details.querySelector("summary"));

function refocus(part: HTMLElement, before: Element): void {
  const wanted = part.querySelector<HTMLElement>("[data-focus]") ?? sameAs(part, before);
  if (wanted) return wanted.focus();
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}

/** What somebody would take for the one that was there. */
function sameAs(part: Element, before: Element): HTMLElement | undefined {
  const key = keyOf(before);
  const alike = [...part.querySelectorAll<HTMLElement>(before.tagName)].filter((each) => keyOf(each) === key);
  return alike.find(({ id }) => id === before.id) ?? alike[0];
}

const keyOf = (element: Element): string => {
  const of = (name: string): string => element.getAttribute(name) ?? "";
  const isTyped = element.tagName !== "BUTTON" && !["radio", "checkbox"].includes(of("type"));
  return element.tagName === "A" || element.tagName === "SUMMARY"
    ? textOf(element)
    : JSON.stringify([of("name"), isTyped ? element.id : of("value")]);
};
