import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/document.js';
import { embedReport, extractReport } from '../../../src/report/html/embed.js';
import { renderHtml } from '../../../src/report/html/page.js';
import { report } from '../sample.js';
import { cpuTime } from '../../cpu-time.js';
import { ATTACKS, hostileReport } from './hostile.js';

const TAG = '<script type="application/json" id="nvr-doctor-report">';

describe('the report inside its page', () => {
  it('comes back bit for bit', () => {
    for (const whole of [report(), hostileReport(report())]) expect(extractReport(renderHtml(whole))).toEqual({ ok: true, text: JSON.stringify(whole) });
  });

  it('comes back bit for bit, whatever JSON it is', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...ATTACKS, '\\u003c', '\\\\u003c', '\\', '\ud800'));
    fc.assert(
      fc.property(fc.dictionary(texts, fc.oneof(texts, fc.array(texts), fc.json())), (value) => {
        const page = `<!DOCTYPE html><p>${embedReport(value as unknown as Report).html}</p>`;
        expect(extractReport(page)).toEqual({ ok: true, text: JSON.stringify(value) });
      }),
    );
  });

  it('cannot end its element or begin another', () => {
    for (const attack of ATTACKS) {
      const { html } = embedReport(report({ summary: attack }));
      expect(html.slice(TAG.length, -'</script>'.length)).not.toMatch(/[<>\u2028\u2029]/);
    }
  });
});

describe('reading a page that', () => {
  const page = renderHtml(report());
  const reasonOf = (text: string): string => {
    const read = extractReport(text);
    return read.ok ? 'read' : read.reason;
  };

  it('a browser saved in its own way is read', () => {
    const saved = page.replace(TAG, `<SCRIPT id='nvr-doctor-report'\n  type="Application/JSON" data-x="a>b">`).replace('<!DOCTYPE html>', '\ufeff<!-- saved from url=(0013)about:internet -->\r\n');
    expect(extractReport(saved)).toEqual({ ok: true, text: JSON.stringify(report()) });
  });

  it('is foreign, empty or a picture holds none', () => {
    for (const foreign of ['', '<!DOCTYPE html><p>Hello</p>', 'just text', '\u0089PNG\u0000<<<<', '<script id="nvr-doctor-report">{}</script>', '<p id="nvr-doctor-report" type="application/json">{}</p>']) {
      expect(reasonOf(foreign)).toBe('it holds no report of nvr-doctor');
    }
  });

  it('only talks about a report holds none', () => {
    for (const around of [['<!--', '-->'], ['<style>', '</style>'], ['<script>', '</scrip>'], ['<textarea>', '</textarea>'], ['<title>', '</title>']]) {
      expect(reasonOf(`${around[0]}${TAG}{}${around[1]}`)).toBe('it holds no report of nvr-doctor');
    }
  });

  it('is cut short says so', () => {
    const begin = page.indexOf(TAG) + TAG.length;
    for (const end of [begin, begin + 1, begin + 500]) expect(reasonOf(page.slice(0, end))).toBe('it ends in the middle of the report');
    expect(reasonOf(page.slice(0, begin - 3))).toBe('it holds no report of nvr-doctor');
  });

  it('holds two reports is not read, since nobody knows which is meant', () => {
    expect(reasonOf(page + page)).toBe('it holds more than one report');
  });

  it('wants to keep the reader busy does not', () => {
    const size = 2_000_000;
    for (const trap of ['<', '<script ', '<script "', '<!--', `<script id='`, '</script', '<style>', '<script>\\']) {
      expect(cpuTime(() => expect(reasonOf(trap.repeat(size / trap.length))).toMatch(/holds no report/)), trap).toBeLessThan(2000);
    }
  });
});
