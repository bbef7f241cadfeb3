/** A form as a browser without script fills it in and sends it (HTML, constructing the entry list). */
import assert from "node:assert/strict";
import { attributeOf, elementsOf, textOf, type Element, type parseHtml } from "./html.ts";

/** By name: what is typed or chosen; a list where there are several of the name, `null` for a box that is not ticked. */
export type Filled = Readonly<Record<string, string | readonly string[] | null>>;

export type Entry = readonly [name: string, value: string];

export type Form = {
  readonly element: Element;
  /** Where it is sent, as the page says it. */
  readonly action: string;
  readonly method: "get" | "post";
  /** What it would send as it stands, without a button. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** What its buttons say. */
  readonly buttons: readonly string[];
};

const ownerOf = (control: Element): Element | undefined => {
  for (let node = control.parentNode; node; node = "parentNode" in node ? node.parentNode : null)
    if ("tagName" in node && node.tagName === "form") return node;
  return undefined;
};

const isWithin = (control: Element, test: (element: Element) => boolean): boolean => {
  for (let node = control.parentNode; node; node = "parentNode" in node ? node.parentNode : null)
    if ("tagName" in node && test(node)) return true;
  return false;
};

const has = (element: Element, name: string): boolean => attributeOf(element, name) !== undefined;
const typeOf = (control: Element): string => (attributeOf(control, "type") ?? "text").toLowerCase();
const nameOf = (control: Element): string => attributeOf(control, "name") ?? "";
const isButton = (control: Element): boolean =>
  control.tagName === "button"
    ? (attributeOf(control, "type") ?? "submit") === "submit"
    : control.tagName === "input" && typeOf(control) === "submit";
const isBox = (control: Element): boolean =>
  control.tagName === "input" && ["checkbox", "radio"].includes(typeOf(control));

function controlsOf(page: ReturnType<typeof parseHtml>, form: Element): Element[] {
  const id = attributeOf(form, "id");
  return elementsOf(page).filter((element) => {
    if (!["input", "select", "textarea", "button"].includes(element.tagName)) return false;
    const named = attributeOf(element, "form");
    const isOwn = named === undefined ? ownerOf(element) === form : named === id;
    const isDead =
      has(element, "disabled") ||
      isWithin(element, (each) => each.tagName === "fieldset" && has(each, "disabled"));
    return isOwn && !isDead;
  });
}

const optionsOf = (control: Element): Element[] =>
  elementsOf(control).filter(({ tagName }) => tagName === "option");
const optionValue = (option: Element): string => attributeOf(option, "value") ?? textOf(option);

/** What it has before anybody touches it; undefined: it is not sent. */
function standing(control: Element): string | undefined {
  if (isBox(control)) return has(control, "checked") ? (attributeOf(control, "value") ?? "on") : undefined;
  if (control.tagName === "select") {
    const options = optionsOf(control);
    const chosen =
      options.findLast((option) => has(option, "selected")) ??
      options.find((option) => !has(option, "disabled"));
    return chosen && optionValue(chosen);
  }
  if (control.tagName !== "textarea") return attributeOf(control, "value") ?? "";
  return control.childNodes.map((node) => ("value" in node ? node.value : "")).join("");
}

const isField = (control: Element): boolean =>
  nameOf(control) !== "" &&
  control.tagName !== "button" &&
  !["submit", "button", "reset", "image", "file"].includes(typeOf(control));

export function readForm(page: ReturnType<typeof parseHtml>, element: Element): Form {
  const controls = controlsOf(page, element);
  const values = Object.groupBy(
    controls.filter(isField).flatMap((control) => {
      const value = standing(control);
      return value === undefined ? [] : [[nameOf(control), value] as const];
    }),
    ([name]) => name,
  );
  return {
    element,
    action: attributeOf(element, "action") ?? "",
    method: attributeOf(element, "method")?.toLowerCase() === "post" ? "post" : "get",
    values: Object.fromEntries(
      Object.entries(values).map(([name, all]) => [name, all!.map(([, value]) => value)]),
    ),
    buttons: controls.filter(isButton).map(labelOf),
  };
}

const labelOf = (button: Element): string =>
  button.tagName === "button" ? textOf(button) : (attributeOf(button, "value") ?? "");

export type Sending = {
  readonly action: string;
  readonly method: "get" | "post";
  readonly entries: readonly Entry[];
};

/** Pressed at `button` (what it says, or its `value`; the first one when absent). Fails for what a person could not do. */
export function fillIn(
  page: ReturnType<typeof parseHtml>,
  form: Form,
  filled: Filled,
  button?: string,
): Sending {
  const controls = controlsOf(page, form.element);
  const fields = controls.filter(isField);
  for (const name of Object.keys(filled))
    assert.ok(
      fields.some((control) => nameOf(control) === name),
      `The form ${form.action} has no field ${name}: it has ${[...new Set(fields.map(nameOf))].join(", ")}`,
    );
  const buttons = controls.filter(isButton);
  const pressed =
    button === undefined
      ? buttons[0]
      : buttons.find((each) => [labelOf(each), attributeOf(each, "value")].includes(button));
  assert.ok(
    pressed,
    `The form ${form.action} has no button ${button ?? ""}: it has ${form.buttons.join(", ")}`,
  );
  const turns = new Map<string, number>();
  const entries = controls.flatMap((control): Entry[] => {
    const name = nameOf(control);
    if (control === pressed) return name === "" ? [] : [[name, attributeOf(control, "value") ?? ""]];
    if (!isField(control)) return [];
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const value = name in filled ? typed(control, filled[name]!, turn) : standing(control);
    return value === undefined ? [] : [[name, value.replaceAll(/\r\n|\r|\n/g, "\r\n")]];
  });
  for (const [name, value] of Object.entries(filled)) requireChosen(name, value, fields, entries);
  const method = attributeOf(pressed, "formmethod")?.toLowerCase() as Form["method"] | undefined;
  return {
    action: attributeOf(pressed, "formaction") ?? form.action,
    method: method ?? form.method,
    entries,
  };
}

/** What a control sends when its name is given this. */
function typed(control: Element, given: string | readonly string[] | null, turn: number): string | undefined {
  if (isBox(control)) {
    const own = attributeOf(control, "value") ?? "on";
    return given !== null && [given].flat().includes(own) ? own : undefined;
  }
  return given === null ? "" : typeof given === "string" ? given : (given[turn] ?? standing(control));
}

/** What is chosen from must have it. */
function requireChosen(
  name: string,
  value: Filled[string],
  fields: readonly Element[],
  entries: readonly Entry[],
): void {
  const named = fields.filter((control) => nameOf(control) === name);
  const offered = named.flatMap((control) => {
    if (isBox(control)) return [attributeOf(control, "value") ?? "on"];
    return control.tagName === "select" ? optionsOf(control).map(optionValue) : [];
  });
  if (offered.length === 0 || value === null || value === undefined) return;
  const sent = entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  for (const each of [value].flat())
    assert.ok(
      offered.includes(each) && sent.includes(each),
      `${name} cannot be ${each}: there is ${offered.join(", ")}`,
    );
}
