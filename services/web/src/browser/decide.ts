/** What is to be done with the page that was answered. */
export type Answered = {
  readonly isHtml: boolean;
  /** It is no page of an error. */
  readonly isOk: boolean;
  /** Named parts of the page here that are to be swapped. */
  readonly wanted: readonly string[];
  /** Named parts that the page brought along; of the notice only when it says something. */
  readonly brought: readonly string[];
  readonly isForm: boolean;
};

export type Step = "put" | "go" | "fail";

/**
 * `put`: the parts are put in place. `go`: it is another page, to be gone to. `fail`: a form was refused by what is no page
 * of its own, or nobody knows what has become of it: it is not sent again, and its address is none to go to.
 */
export function decide({ isHtml, isOk, wanted, brought, isForm }: Answered): Step {
  if (isHtml && wanted.every((name) => brought.includes(name))) return "put";
  return isForm && !(isHtml && isOk) ? "fail" : "go";
}

/** `data-swap="list totals"` */
export const namesIn = (text: string | undefined): readonly string[] =>
  (text ?? "").split(/\s+/).filter(Boolean);
