/** Tells when whoever started us is gone without having said so (`kill -9`), because nobody else would stop us then. */
export function whenParentIsGone(npm: string | undefined, tell: () => void): void {
  if (process.channel) {
    process.once("disconnect", tell);
    process.channel.unref();
    return;
  }
  // Started by hand, a parent may well end before us.
  if (npm === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    tell();
  }, 500);
  watch.unref();
}
