/** As much of maildev as is used here; it brings no types. */
declare module "maildev" {
  type Options = { smtp: number; web: number; ip: string; mailDirectory: string; silent: boolean };
  /** It ends the process itself on SIGTERM and SIGINT. */
  function startMailDev(options: Options): { listen(): Promise<void> };
  export = startMailDev;
}
