/** Named points at which a test kills the process, to see that what was saved is enough. Nothing happens unless one is armed. */
let armed: string | undefined;

export function armCrashPoint(name: string | undefined): void {
  armed = name;
}

export function crashPoint(name: string): void {
  if (name === armed) process.kill(process.pid, "SIGKILL");
}
