/** Datagrams and documents as a bad cable, bad firmware or bad intent would make them: real ones, damaged in a few places. */
import fc from 'fast-check';

/** What parsers stumble over, put in at any place. */
const BAIT = ['\0', '<', '>', '&', '"', '{', '}', '[', ']]>', '<![CDATA[', '<!--', '<!DOCTYPE x [<!ENTITY e "x">]>', '&#0;', '&#x110000;', '%', '%E0%A4', '\u001b[2J', '\u202e', '__proto__', 'constructor', '\ud800', '-1', '99999999999999999999', '1e309', '\r\n', '</', '/>'];

/** The same seed gives the same damage. */
export function damage(text: string, seed: number): Buffer {
  let state = seed >>> 0 || 1;
  const random = (below: number): number => {
    // xorshift32: quick, and good enough to choose places.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  let damaged = text;
  for (let times = random(4); times >= 0; times--) {
    const at = random(damaged.length + 1);
    const length = random(8) === 0 ? random(damaged.length + 1) : random(12);
    const put = random(3) === 0 ? '' : random(2) === 0 ? (BAIT[random(BAIT.length)] ?? '') : String.fromCharCode(random(256));
    damaged = damaged.slice(0, at) + put.repeat(random(6) === 0 ? 40 : 1) + damaged.slice(at + length);
  }
  return Buffer.from(damaged, random(4) === 0 ? 'latin1' : 'utf8');
}

/** Runs `check` on 100,000 damaged documents and on 2,000 of pure noise. It must not throw. */
export function fuzz(texts: readonly string[], check: (data: Buffer) => void): void {
  let seed = 0;
  for (; seed < 100_000; seed++) check(damage(texts[seed % texts.length] ?? '', seed * 2_654_435_761));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 400 }), fc.json({ maxDepth: 4 })), (noise) => check(Buffer.from(noise as string))),
    { numRuns: 2000 },
  );
}
