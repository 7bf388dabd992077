/** Reports made by hand for the renderers. */
import type { Report, ReportCause } from '../../src/report/document.js';
import { ASCII_SIGNS, NO_PAINT, UNICODE_SIGNS, type Style } from '../../src/report/text/style.js';

export const plain = (columns = 80): Style => ({ columns, signs: UNICODE_SIGNS, paint: NO_PAINT });
export const ascii = (columns = 80): Style => ({ columns, signs: ASCII_SIGNS, paint: NO_PAINT });

export const CAUSE: ReportCause = {
  id: 'forwards-wiped',
  title: 'The router has no port rule for the recorder any more',
  sentence: 'Nothing in the router leads the app from the internet to the recorder at 192.168.1.64, TCP port 37777.',
  link: 'port-rule',
  confidence: { word: 'likely', score: 0.81, terms: [{ text: 'the best this rule can be: likely', weight: 0.85 }] },
  severity: 'major',
  because: [
    { clause: 'the router lists no rule for the recorder', facts: ['router.mappings'] },
    { clause: 'from outside the port is closed', facts: ['outside.tcpPort'] },
    { clause: 'a third thing that nobody needs to read', facts: ['lan.tcpPort'] },
  ],
  explains: ['port-closed-outside'],
  remedies: [
    {
      id: 'use-p2p',
      title: 'Use the serial number instead, which needs no port rule',
      steps: { homeowner: ['Open Main Menu > Network > P2P and switch it on.', 'Wait until it says Online.', 'In the app remove the old entry.', 'Add the recorder again with the QR code on that page.', 'Try it with the phone’s Wi-Fi switched off.', 'A sixth step that is not shown.'] },
      exposure: 'p2p-on',
      risks: ['Current firmware and a strong password first.'],
    },
    { id: 'make-rule', title: 'Make the port rule in the router again', steps: { homeowner: ['Do it.'] }, exposure: 'opens-port', risks: [] },
  ],
};

export function report(changes: Partial<Report> = {}): Report {
  return {
    schema: 'nvr-doctor/report@1',
    tool: { name: 'nvr-doctor', version: '0.1.0', rules: { version: '1', sha256: 'ab'.repeat(32) } },
    startedAt: '2026-11-22T12:00:00.000Z',
    elapsedMs: 1200,
    source: { kind: 'fixture', name: 'home.yaml' },
    access: { method: 'ddns', inferred: false },
    verdict: 'problem',
    summary: 'Your cameras show at home, but not from outside: the way is broken at a setting in your router.',
    interrupted: false,
    paths: [
      {
        method: 'ddns',
        verdict: 'broken',
        brokenAt: 'port-rule',
        links: [
          { link: 'app', state: 'unknown', rules: [] },
          { link: 'name', state: 'proven', rules: [] },
          { link: 'provider-line', state: 'unknown', rules: [] },
          { link: 'router-wan', state: 'proven', rules: [] },
          { link: 'port-rule', state: 'broken', rules: ['forwards-wiped'] },
          { link: 'lan', state: 'proven', rules: [] },
          { link: 'recorder-network', state: 'proven', rules: [] },
          { link: 'recorder-service', state: 'proven', rules: [] },
          { link: 'account', state: 'unknown', rules: [] },
        ],
      },
    ],
    causes: [CAUSE],
    suspects: [],
    notes: [],
    symptoms: [{ id: 'port-closed-outside', title: 'The port cannot be reached', explainedBy: 'forwards-wiped' }],
    unknowns: [],
    next: [],
    rules: [{ id: 'forwards-wiped', verdict: 'problem', foldedUnder: null, clauses: [{ is: 'the router lists no rule', value: true }], supports: [{ is: 'the router was reset', value: 'unknown' }] }],
    facts: { 'lan.address': { value: '192.168.1.64', source: 'lan-ports', vantage: 'home', at: '2026-11-22T12:00:00.100Z', others: [{ source: 'recorder-discovery', value: '192.168.1.64', at: '2026-11-22T12:00:00.100Z' }] } },
    probes: [{ id: 'host', ms: 3, outcome: 'done' }],
    replies: [],
    ...changes,
  };
}

const WORKS = report().paths[0]?.links.map((link) => ({ ...link, state: link.link === 'app' ? ('unseen' as const) : ('proven' as const), rules: [] })) ?? [];

export function healthyReport(changes: Partial<Report> = {}): Report {
  return report({ verdict: 'healthy', summary: 'The way from your phone to your cameras works.', causes: [], symptoms: [], paths: [{ method: 'ddns', verdict: 'works', brokenAt: null, links: WORKS }], ...changes });
}

export function openReport(changes: Partial<Report> = {}): Report {
  return report({
    verdict: 'inconclusive',
    summary: 'It is not clear yet why you cannot see your cameras.',
    causes: [],
    symptoms: [],
    paths: [{ method: 'ddns', verdict: 'unknown', brokenAt: null, links: WORKS.map((link) => ({ ...link, state: 'unknown' })) }],
    suspects: [{ id: 'forwards-wiped', title: CAUSE.title, missing: ['outside.tcpPort'] }],
    unknowns: [
      { rule: 'forwards-wiped', missing: [{ fact: 'outside.tcpPort', reason: 'not-run', detail: 'no helper is set' }, { fact: 'access.worksAway', reason: 'not-run' }] },
      { rule: 'p2p-disabled', missing: [{ fact: 'recorder.p2p.enabled', reason: 'not-permitted' }] },
      { rule: 'dead-dns', missing: [{ fact: 'recorder.network.dns', reason: 'not-permitted' }] },
    ],
    next: [
      { kind: 'question', id: 'works-away', text: 'Do the cameras show away from home?', fact: 'access.worksAway', decides: ['forwards-wiped'], seconds: 10 },
      { kind: 'probe', id: 'outside', text: 'Look from outside.', decides: ['forwards-wiped'], seconds: 120, consent: 'tries one port' },
    ],
    ...changes,
  });
}
