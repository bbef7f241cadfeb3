/** What is typed into a form, or chosen from a long list. */
import { words } from "../../words/en.ts";
import { attributes, html, type Html, type Part } from "../html.ts";
import { faultPart, idOf, valueOf, type FieldName, type FormState } from "./state.ts";

export type Field = FieldName & {
  readonly type?: "text" | "email" | "password" | "tel" | "number" | "search";
  /** By which a browser fills it in (HTML, autofill). */
  readonly autocomplete?: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** Whether it may be left empty depends on other fields: the hint says on what. */
  readonly isConditional?: boolean;
  readonly maxLength?: number;
  readonly inputMode?: "numeric" | "decimal";
  /** Of a number. */
  readonly min?: number;
  readonly max?: number;
};

/** A line. What was typed as a password is never shown again. */
export function textField(form: FormState, field: Field): Html {
  const { type = "text" } = field;
  const value = type === "password" ? "" : valueOf(form, field.name);
  return around(
    form,
    field,
    (shared) =>
      html`<input${attributes({ ...shared, type, value, inputmode: field.inputMode, min: field.min, max: field.max })}>`,
  );
}

/** Several lines. */
export const textArea = (form: FormState, field: Field & { readonly rows: number }): Html =>
  around(
    form,
    field,
    (shared) =>
      html`<textarea${attributes({ ...shared, rows: field.rows })}>${"\n"}${valueOf(form, field.name)}</textarea>`,
  );

export type Option = { readonly value: string; readonly label: string };

export function selectField(
  form: FormState,
  { options, ...field }: Field & { readonly options: readonly Option[] },
): Html {
  const chosen = valueOf(form, field.name);
  return around(
    form,
    field,
    (shared) =>
      html`<select${attributes(shared)}>${options.map(({ value, label }) => html`<option${attributes({ value, selected: value === chosen })}>${label}</option>`)}</select>`,
  );
}

type Shared = Readonly<Record<string, string | number | boolean | undefined>>;

function around(form: FormState, field: Field, input: (shared: Shared) => Html): Html {
  const { name, label, hint, within } = field;
  const id = idOf(name, within);
  const fault = faultPart(form, field);
  const about: Part = hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`;
  const described = [about && `${id}-hint`, fault && `${id}-fault`].filter(
    (part) => typeof part === "string",
  );
  const shared: Shared = {
    id,
    name,
    autocomplete: field.autocomplete,
    maxlength: field.maxLength,
    "aria-required": isRequired(field) && "true",
    "aria-invalid": fault ? "true" : undefined,
    "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
  };
  return html`<div class="field${fault ? " wrong" : ""}">
    <label for="${id}"
      >${label}${field.isOptional === true && html` <span class="fine">${words.optional}</span>`}</label
    >
    ${about}${fault} ${input(shared)}
  </div>`;
}

const isRequired = ({ isOptional = false, isConditional = false }: Field): boolean =>
  !isOptional && !isConditional;
