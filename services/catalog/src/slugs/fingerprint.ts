/** Tells apart what would be the same once it is cut: FNV-1a, 32 bits, in eight hexadecimal digits. */
export function fingerprintOf(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}
