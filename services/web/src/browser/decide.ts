/** What is to be done with the page that was answered. */
export type Answered = {
  readonly isHtml: boolean;
  /** Named parts of the page here that are to be swapped. */
  readonly wanted: readonly string[];
  /** Named parts that the page brought along; of the notice only when it says something. */
  readonly brought: readonly string[];
  readonly isForm: boolean;
};

export type Step = "put" | "go" | "fail";

/**
 * `put`: the parts are put in place. `go`: it is another page, to be gone to. `fail`: nobody knows what has become of a
 * form that was sent, so it is not sent again.
 */
export function decide({ isHtml, wanted, brought, isForm }: Answered): Step {
  if (!isHtml) return isForm ? "fail" : "go";
  return wanted.every((name) => brought.includes(name)) ? "put" : "go";
}

/** `data-swap="list totals"` */
export const namesIn = (text: string | undefined): readonly string[] =>
  (text ?? "").split(/\s+/).filter(Boolean);
