/** A value in a reply, with the names that lead to it: what a redactor looks at, whatever the notation. */

/** `names` from the outside in, folded by `foldName`; empty where nothing names the value (free text). */
export interface Site {
  readonly names: readonly string[];
  /** As it stands in the text: escapes are not resolved. */
  readonly text: string;
  readonly kind: 'text' | 'number';
}

/** What the value becomes; undefined leaves it as it is. Must not throw. */
export type Visit = (site: Site) => string | undefined;

/** `damaged`: the text breaks its own notation somewhere, so what was taken for a name may have been a value. */
export interface Rewritten {
  readonly text: string;
  readonly damaged: boolean;
}

/** `ns:Verification-Code[2]` → `verificationcode`: case, prefix, indices and marks say nothing about the meaning. */
export function foldName(name: string): string {
  const colon = name.lastIndexOf(':');
  return name
    .slice(colon + 1)
    .replace(/\[\d*\]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
