import { describe, expect, it } from 'vitest';
import { escape, html, list, Markup } from '../../../src/report/html/markup.js';
import { ATTACKS } from './hostile.js';

describe('a text that goes into the page', () => {
  it('can neither begin a tag nor end an attribute', () => {
    for (const attack of ATTACKS) expect(escape(attack)).not.toMatch(/[<>"']/);
    expect(escape(`<a href="x" title='y'>&amp;</a>`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;');
  });

  it('loses what steers a terminal or turns the reading direction', () => {
    for (const attack of ATTACKS) expect(escape(attack)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
  });

  it('is cut where it has no end', () => {
    expect(escape('a'.repeat(100_000)).length).toBeLessThanOrEqual(4096);
    expect(escape('ä'.repeat(100_000)).length).toBeLessThanOrEqual(4096);
  });

  it('keeps letters of every language', () => {
    expect(escape('Grüße, カメラ, מצלמה')).toBe('Grüße, カメラ, מצלמה');
  });
});

describe('the template', () => {
  it('escapes what is filled in, and only that', () => {
    expect(html`<b title="${'"'}">${'<'}${3}${undefined}${new Markup('<i></i>')}</b>`.html).toBe('<b title="&quot;">&lt;3<i></i></b>');
  });

  it('joins lists, and leaves nothing of an empty one', () => {
    expect(html`${['<', ['&']]}`.html).toBe('&lt;&amp;');
    expect(list([]).html).toBe('');
    expect(list(['<'], 'ol').html).toBe('<ol><li>&lt;</li></ol>');
  });
});
