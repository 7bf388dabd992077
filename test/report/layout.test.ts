import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, truncate, wrap } from '../../src/report/text/layout.js';
import { speaksUnicode, styleFor } from '../../src/report/text/style.js';

describe('wrapping', () => {
  it('keeps every word and no line is too wide', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }), fc.integer({ min: 40, max: 200 }), (words, columns) => {
        const wrapped = wrap(words.join(' '), columns, '  1. ');
        expect(wrapped.every((line) => displayWidth(line) <= columns)).toBe(true);
        expect(wrapped.join(' ').replace('1.', '').split(/\s+/).filter(Boolean)).toEqual(words);
      }),
    );
  });

  it('cuts a word that is longer than a line', () => {
    expect(wrap('x'.repeat(100), 40, '  ').map((line) => line.length)).toEqual([40, 40, 26]);
  });

  it('counts wide characters as two columns and combining ones as none', () => {
    expect(displayWidth('客厅')).toBe(4);
    expect(displayWidth('é')).toBe(1);
    expect(wrap('客厅摄像机'.repeat(10), 40).every((line) => displayWidth(line) <= 40)).toBe(true);
  });

  it('shortens to the columns there are', () => {
    expect(truncate('abcdefgh', 5)).toBe('abcd…');
    expect(truncate('abc', 5)).toBe('abc');
  });
});

describe('the terminal', () => {
  const hints = { isTty: true, columns: 80, env: { LANG: 'en_US.UTF-8' }, noColor: false, platform: 'linux' };

  it.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, false],
    [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, false],
  ])('with %o shows signs beyond ASCII: %s', (env, unicode) => {
    expect(speaksUnicode({ ...hints, env })).toBe(unicode);
  });

  it('gets colour only where it can and the person wants it', async () => {
    const coloured = async (changes: object): Promise<boolean> => (await styleFor({ ...hints, ...changes })).paint.bad('x') !== 'x';
    expect(await coloured({})).toBe(true);
    expect(await coloured({ isTty: false })).toBe(false);
    expect(await coloured({ noColor: true })).toBe(false);
    expect(await coloured({ env: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ env: { NO_COLOR: '' } })).toBe(true);
    expect(await coloured({ env: { TERM: 'dumb' } })).toBe(false);
  });

  it('gets each line once, also when lines are coloured in a row', async () => {
    const { paint } = await styleFor(hints);
    expect(['a', 'b'].map(paint.quiet).join()).toBe('\u001b[2ma\u001b[22m,\u001b[2mb\u001b[22m');
  });

  it('is taken for 40 to 200 columns wide, and for 80 where it does not say', async () => {
    const columns = async (changes: object): Promise<number> => (await styleFor({ ...hints, ...changes })).columns;
    expect(await columns({ columns: 20 })).toBe(40);
    expect(await columns({ columns: 500 })).toBe(200);
    expect(await columns({ isTty: false, columns: 120 })).toBe(80);
  });
});
