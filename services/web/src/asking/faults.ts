/** What a service says of a form's fields, as the form shows it. */
import type { Problem } from "@shop/client/refusal";
import type { FieldFault } from "@shop/kit/http/server/form";

/** Undefined: it is about no field of this form. `names`: the form's, where the service calls them otherwise. */
export function faultsIn(
  { errors = [] }: Problem,
  names: Readonly<Record<string, string>>,
): readonly FieldFault[] | undefined {
  const faults = errors.flatMap(({ path, message }) => {
    const name = names[path.replace(/^body\./, "")];
    return name === undefined ? [] : [{ path: name, message, isMissing: false }];
  });
  return faults.length > 0 ? faults : undefined;
}
