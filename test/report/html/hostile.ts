/** Reports whose every free text tries to get out of its place. */
import type { Json } from '../../../src/facts/observation.js';
import type { Report } from '../../../src/report/document.js';

export const ATTACKS: readonly string[] = [
  '</script><script>window.owned=1</script>',
  '<img src="http://192.0.2.1/x.png" onerror="window.owned=1">',
  '" onmouseover="window.owned=1" autofocus onfocus="window.owned=1" x="',
  "' style='position:fixed;inset:0' onclick='window.owned=1' x='",
  '<svg/onload=window.owned=1><a href="javascript:window.owned=1">x</a>',
  '--><!-- ]]> <!--<script>window.owned=1',
  '&lt;script&gt; &#60;b&#62; &amp;amp; &nbsp;',
  '\u001b[31;1m\u001b]0;owned\u0007 bell \u0000 nul \u009b31m',
  '\u202eetirw ton od\u202c \u2066isolated\u2069 \u200bzero\u200d \u2028line\u2029',
  '</title></textarea></style><base href="http://192.0.2.1/"><meta http-equiv="refresh" content="0;url=http://192.0.2.1/">',
  'W'.repeat(256),
  '{{constructor.constructor("window.owned=1")()}} ${window.owned=1} \\u003cscript\\u003e \\',
];

/** Words of our own lists, times and versions: everything else in a report is text that somebody wrote. */
const KEPT = new Set(['schema', 'kind', 'verdict', 'method', 'link', 'brokenAt', 'state', 'word', 'severity', 'reason', 'source', 'vantage', 'at', 'startedAt', 'outcome', 'fact', 'facts', 'sha256', 'level']);

/** The same report with an attack in place of every free text, each in its turn. */
export function hostileReport(report: Report): Report {
  let turn = 0;
  const attack = (): string => ATTACKS[turn++ % ATTACKS.length] ?? '';
  const spoil = (value: Json, key: string): Json => {
    if (typeof value === 'string') return KEPT.has(key) ? value : attack();
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => spoil(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, key === 'root' && name === 'facts' ? spoilFacts(item as Record<string, Json>) : spoil(item, name)]));
  };
  const spoilFacts = (facts: Record<string, Json>): Json => Object.fromEntries(Object.entries(facts).map(([path, fact]) => [path, spoil(fact, 'fact-of-a-device')]));
  const spoilt = spoil(structuredClone(report) as unknown as Json, 'root') as unknown as Report;
  const replies = ATTACKS.map((body) => ({ item: body, protocol: body, request: body, status: 200, body: body.repeat(4).slice(0, 2048) }));
  return { ...spoilt, replies, facts: { ...spoilt.facts, ['<b id="x">' as 'lan.address']: { value: '<i>', others: [] } } };
}
