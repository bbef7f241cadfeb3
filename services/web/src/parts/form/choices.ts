/** What is chosen in a form, and what sends it. */
import { attributes, html, type Html, type Part } from "../html.ts";
import type { Option } from "./fields.ts";
import { faultPart, idOf, valueOf, type FieldName, type FormState } from "./state.ts";

export type Choice = Option & {
  /** Beside the label: a price, a time. */
  readonly note?: Part;
  /** Why it cannot be had. It can still be reached, and says so. */
  readonly without?: string | undefined;
};

/** One of several. */
export function choiceField(
  form: FormState,
  {
    choices,
    look,
    choose,
    ...field
  }: FieldName & {
    readonly choices: readonly Choice[];
    /** `boxes`: each is a line with a price or a time. `options`: words beside each other. */
    readonly look?: "boxes" | "options";
    /** Where a script asks for the page with the value that was chosen, and which of its parts then take their place. */
    readonly choose?: { readonly from: string; readonly parts: string };
  },
): Html {
  const id = idOf(field.name, field.within);
  const fault = faultPart(form, field);
  const chosen = valueOf(form, field.name);
  return html`<fieldset
    class="choices${look === undefined ? "" : ` ${look}`}${fault ? " wrong" : ""}"
    ${attributes({ id, "aria-describedby": fault ? `${id}-fault` : undefined, "data-choose": choose?.from, "data-swap": choose?.parts })}
  >
    <legend>${field.label}</legend>
    ${fault}
    ${choices.map((choice, index) => radio(`${id}-${index}`, field.name, choice, choice.value === chosen))}
  </fieldset>`;
}

function radio(id: string, name: string, { value, label, note, without }: Choice, checked: boolean): Html {
  const why = without === undefined ? undefined : `${id}-why`;
  return html`<div class="choice"><input${attributes({ type: "radio", id, name, value, checked, "aria-describedby": why })}>
<label for="${id}">${label}${note && html` <span class="note">${note}</span>`}${why !== undefined && html` <span class="without" id="${why}">${without}</span>`}</label></div>`;
}

/** Yes or no; of several with one name, each has its value. */
export function checkField(
  form: FormState,
  { name, label, value = "yes", within }: FieldName & { readonly value?: string },
): Html {
  const id = `${idOf(name, within)}-${value}`;
  const checked = form.typed[name]?.includes(value) ?? false;
  return html`<div class="choice"><input${attributes({ type: "checkbox", id, name, value, checked })}>
<label for="${id}">${label}</label></div>`;
}

export const hiddenField = (name: string, value: string): Html =>
  html`<input${attributes({ type: "hidden", name, value })}>`;

/** `data-busy`: a script says that it is under way, and pressed again meanwhile it does nothing. */
export const button = (
  label: string,
  {
    kind = "main",
    name,
    value,
    about,
    without,
  }: {
    readonly kind?: "main" | "plain" | "danger" | "link";
    readonly name?: string;
    readonly value?: string;
    /** What it is for, where the label alone does not tell: read aloud, not shown. */
    readonly about?: string;
    /** Why it is no use just now: it can be reached, and says so. */
    readonly without?: { readonly id: string; readonly text: string };
  } = {},
): Html =>
  html`${without && html`<p class="without" id="${without.id}">${without.text}</p>`}<button
      type="submit"
      class="button ${kind}"
      data-busy${attributes({ name, value, "aria-disabled": without && "true", "aria-describedby": without?.id })}
    >
      ${label}${about !== undefined && html`<span class="hidden"> ${about}</span>`}
    </button>`;

/** The first button of a form is the one that the Enter key presses: one that takes nothing away. */
export const pressedByEnter = (label: string, value: string): Html =>
  html`<button type="submit" name="do" value="${value}" class="hidden" tabindex="-1" aria-hidden="true">
    ${label}
  </button>`;
