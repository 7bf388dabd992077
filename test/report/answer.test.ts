import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAnswer } from '../../src/report/text/answer.js';
import { displayWidth } from '../../src/report/text/layout.js';
import { renderVerbose } from '../../src/report/text/verbose.js';
import { ascii, CAUSE, healthyReport, openReport, plain, report } from './sample.js';

const lines = (text: string): string[] => text.trimEnd().split('\n');
const LONG = 'A very long sentence about a home in which everything that could go wrong went wrong at the same time, and more. '.repeat(3);

describe("the homeowner's answer", () => {
  it('says one cause, draws where the way is broken, and gives one thing to do', () => {
    expect(renderAnswer(report(), plain())).toMatchInlineSnapshot(`
      "✗ Your cameras show at home, but not from outside: the way is broken at a
        setting in your router.

        Phone ─ Name ──── Internet ─ Router ─── Home net ─ Recorder ─ Account
                ✓ works   ? unsure   ✗ broken   ✓ works    ✓ works    ? unsure

      Why (likely): Nothing in the router leads the app from the internet to the
        recorder at 192.168.1.64, TCP port 37777.
        Seen: the router lists no rule for the recorder; from outside the port is
        closed.

      Do this now: Use the serial number instead, which needs no port rule.
        1. Open Main Menu > Network > P2P and switch it on.
        2. Wait until it says Online.
        3. In the app remove the old entry.
        4. Add the recorder again with the QR code on that page.
        5. Try it with the phone’s Wi-Fi switched off.
        Mind: Current firmware and a strong password first.
      If you cannot: Make the port rule in the router again.

      More: nvr-doctor --verbose
      "
    `);
  });

  it('takes three lines in a healthy home', () => {
    expect(renderAnswer(healthyReport(), plain())).toMatchInlineSnapshot(`
      "✓ The way from your phone to your cameras works.
        Phone ─ Name ✓ ─ Internet ✓ ─ Router ✓ ─ Home net ✓ ─ Recorder ✓ ─ Account ✓
      The app on the phone cannot be seen from here. More: nvr-doctor --verbose
      "
    `);
  });

  it('leaves advice about habits out below a cause, and keeps what is more than that', () => {
    const noted = (severity: 'info' | 'minor'): string => renderAnswer(report({ notes: [{ id: 'n', title: 'A habit', sentence: 'A habit.', severity, steps: [] }] }), plain());
    expect(noted('info')).not.toContain('A habit');
    expect(noted('minor')).toContain('Also noticed: A habit');
  });

  it('takes three lines in a healthy home with something to notice', () => {
    const answer = renderAnswer(healthyReport({ notes: [{ id: 'n', title: LONG, sentence: LONG, severity: 'minor', steps: [] }] }), plain());
    expect(lines(answer)).toHaveLength(3);
    expect(answer).toContain('\nNoticed: A very long');
  });

  it('notices first what nobody has accepted, and says how much more there is', () => {
    const notes = ['first', 'second', 'third'].map((id) => ({ id, title: `The ${id} habit`, sentence: 'x', severity: 'minor' as const, steps: [] }));
    const last = (accepted: readonly string[]): string | undefined => lines(renderAnswer(healthyReport({ notes }), plain(), new Set(accepted))).at(-1);
    expect(last([])).toBe('Noticed: The first habit. 2 more: --verbose');
    expect(last(['first'])).toBe('Noticed: The second habit. 1 more: --verbose');
    expect(last(['first', 'third'])).toBe('Noticed: The second habit. See --verbose.');
    expect(last(['first', 'second', 'third'])).toContain('cannot be seen from here');
  });

  it('names, away from the home, what its reader can use there', () => {
    const next = [{ kind: 'question' as const, id: 'works-away', text: 'Do the cameras show away from home?', fact: 'access.worksAway', decides: [], seconds: 5 }];
    expect(renderAnswer(openReport({ next }), plain())).toContain('To find out:\n  1. Do the cameras show away from home? (Answer with --works-away.)');
    const answer = renderAnswer(openReport({ next, source: { kind: 'bundle', name: 'a.html' } }), plain());
    expect(answer).toContain('To find out, at that home:\n  1. Do the cameras show away from home? (What an answer would mean: --what-if\n     access.worksAway=VALUE.)');
    expect(answer).not.toContain('--works-away');
  });

  it('marks every station that is broken, also behind the first', () => {
    const links = report().paths[0]?.links.map((link) => (link.link === 'port-rule' || link.link === 'recorder-network' ? { ...link, state: 'broken' as const } : link)) ?? [];
    const answer = renderAnswer(report({ paths: report().paths.map((path) => ({ ...path, links })) }), plain());
    expect(answer.match(/✗ broken/g)).toHaveLength(2);
  });

  it('names what may be, what to do next and what was not checked when it cannot tell', () => {
    expect(renderAnswer(openReport(), plain())).toMatchInlineSnapshot(`
      "? It is not clear yet why you cannot see your cameras.

        Phone ──── Name ───── Internet ─ Router ─── Home net ─ Recorder ─ Account
        ? unsure   ? unsure   ? unsure   ? unsure   ? unsure   ? unsure   ? unsure

      It may be:
        • The router has no port rule for the recorder any more

      To find out:
        1. Do the cameras show away from home? (Answer with --works-away.)
        2. Look from outside.

      Not checked: the recorder's own settings, the view from the internet.
      More: nvr-doctor --verbose
      "
    `);
  });

  it('says that it was stopped early', () => {
    expect(lines(renderAnswer(openReport({ interrupted: true }), plain()))[0]).toBe('Stopped early: this is what was found until then.');
  });

  it('says that a password was refused and how many tries are left', () => {
    const facts = { 'recorder.login.outcome': { value: 'refused', others: [] }, 'recorder.login.triesLeft': { value: 1, others: [] } };
    expect(renderAnswer(openReport({ facts }), plain())).toContain('It was tried once\nand is not sent again. 1 try is left before it locks the account.');
  });

  it('names a recorder address at which nothing answers', () => {
    const facts = { 'lan.askedAnswers': { value: false, others: [] }, 'lan.askedAddress': { value: '192.168.1.99', others: [] } };
    expect(renderAnswer(openReport({ facts }), plain())).toContain('Nothing answers at 192.168.1.99');
  });

  it('names a second problem that has to be solved as well', () => {
    expect(renderAnswer(report({ causes: [CAUSE, { ...CAUSE, id: 'other', title: 'The name is old' }] }), plain())).toContain('There is a second problem: The name is old.');
  });

  it('fits into 24 lines of 80 columns however long the texts are, and keeps cause and steps', () => {
    const cause = { ...CAUSE, sentence: LONG.slice(0, 200), because: CAUSE.because.map((b) => ({ ...b, clause: LONG })), remedies: CAUSE.remedies.map((r) => ({ ...r, risks: [LONG] })) };
    const answer = renderAnswer(report({ causes: [cause, cause], notes: [{ id: 'n', title: LONG, sentence: LONG, severity: 'minor', steps: [] }], unknowns: openReport().unknowns }), plain());
    expect(lines(answer).length).toBeLessThanOrEqual(24);
    expect(answer).toContain('Why (likely): A very long');
    expect(answer).toContain('  5. Try it');
    expect(answer).toContain('Not checked:');
  });

  it('is in ASCII where the terminal is', () => {
    const answers = [report(), healthyReport(), openReport()].map((r) => renderAnswer(r, ascii()));
    for (const answer of answers) expect(answer).toMatch(/^[\x20-\x7e\n]*$/);
    expect(answers[0]).toContain('x broken');
  });

  it('draws one station per line where they do not fit side by side', () => {
    expect(renderAnswer(report(), plain(40))).toContain('  ? unsure  Internet\n  ✗ broken  Router\n  ✓ works   Home net\n');
  });

  it('never writes a line wider than the terminal, from 40 to 200 columns', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.constantFrom(report(), healthyReport(), openReport()), (columns, subject) => {
        for (const line of [...lines(renderAnswer(subject, plain(columns))), ...lines(renderVerbose(subject, plain(columns)))]) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('lets nothing through that steers a terminal, whatever the texts hold', () => {
    const evil = 'cam\u001b[2J\u001b]0;owned\u0007 \u202egpj.exe\u009b31m';
    const subject = report({ summary: evil, causes: [{ ...CAUSE, sentence: evil, title: evil, because: [{ clause: evil, facts: [] }], remedies: [{ ...CAUSE.remedies[0], title: evil, steps: { homeowner: [evil] }, risks: [evil], id: 'x', exposure: 'none' }] }] });
    expect(renderAnswer(subject, plain()) + renderVerbose(subject, plain())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('says every fact, clause and probe when asked for everything', () => {
    const all = renderVerbose(report(), plain());
    expect(all).toContain('lan.address = 192.168.1.64 [lan-ports, home]');
    expect(all).toContain('also = 192.168.1.64 [recorder-discovery]');
    expect(all).toContain('+ the router lists no rule');
    expect(all).toContain('? the router was reset (supports)');
    expect(all).toContain('0.85  the best this rule can be: likely');
    expect(all).toMatch(/host +3 ms {2}done\n/);
  });
});
