/** `/p/:id` of `/products/:id`: from one path to the other. */
export function createWay(from: string, to: string): (path: string) => string {
  const places = from.split("/");
  const steps = to.split("/").map((step) => (step.startsWith(":") ? places.indexOf(step) : step));
  return (path) => {
    const given = path.split("/");
    return steps.map((step) => (typeof step === "number" ? given[step] : step)).join("/");
  };
}
