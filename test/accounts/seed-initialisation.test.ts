/** Each step of the guide's section on setting a recorder up. */
import { describe, expect, it } from 'vitest';
import {
  AT_SCREEN,
  defaultVideoStandard,
  END,
  fillPage,
  fillWizardPage,
  finishInitialisation,
  finishWizard,
  INIT_PAGES,
  keepPage,
  keepWizardPage,
  peekSignIn,
  previousPage,
  previousWizardPage,
  readHint,
  shownDate,
  shownTime,
  signInAt,
  signInWithPattern,
  startInitialisation,
  startWizard,
  TOP_ROW_SYMBOLS,
  WIZARD_NOTES,
  WIZARD_PAGES,
  type InitDraft,
  type WizardDraft,
  type WizardSettings,
} from '../../src/accounts/index.js';
import { accountsStateSchema, initDraftSchema, wizardDraftSchema } from '../../src/accounts/schema.js';
import { ANSWERS, codeOf, context, draftTo, ELSEWHERE, enter, faultsOf, filled, GUIDE, must, newBox, NOW, PASSWORD, PATTERN, setUp, WEB } from './support.js';

describe('Recorder Initialization, prerequisite: monitor and mouse at the recorder', () => {
  it.each(ELSEWHERE)('over $channel it is refused with that reason', (actor) => {
    const started = startInitialisation(newBox(), actor);
    expect(codeOf(started)).toBe('wrong-channel');
    expect(started.ok ? '' : started.refusal.reason).toMatch(/monitor or TV.*HDMI or VGA.*USB mouse/);
    expect(finishInitialisation(newBox(), actor, draftTo(), NOW)).toMatchObject({ ok: false, state: newBox(), refusal: { code: 'wrong-channel' } });
  });

  it('a network client that claims the address of the screen is refused as well', () => {
    expect(codeOf(startInitialisation(newBox(), { ...WEB, address: 'Local' }))).toBe('wrong-channel');
    expect(codeOf(startInitialisation(newBox(), { ...AT_SCREEN, address: '192.168.1.50' }))).toBe('wrong-channel');
  });

  it('a recorder that is set up is not set up again', () => {
    expect(codeOf(startInitialisation(setUp(), AT_SCREEN))).toBe('already-initialised');
    expect(codeOf(finishInitialisation(setUp(), AT_SCREEN, draftTo(), NOW))).toBe('already-initialised');
  });
});

describe('Recorder Initialization, 1st window: location, language, video standard', () => {
  it('the pages come in the order of the guide, and only in it', () => {
    expect(INIT_PAGES).toEqual(['location', 'time', 'password', 'pattern', 'questions']);
    let draft = draftTo('location');
    for (const page of INIT_PAGES) {
      expect(draft.at).toBe(page);
      for (const later of INIT_PAGES.slice(INIT_PAGES.indexOf(page) + 1)) expect(faultsOf(draft, later, {})).toEqual(['incomplete']);
      draft = filled(draft, page);
    }
    expect(draft.at).toBe(END);
  });

  it('in the United States the video standard is NTSC, and PAL is refused', () => {
    expect(defaultVideoStandard('US')).toBe('NTSC');
    expect(faultsOf(draftTo('location'), 'location', { videoStandard: 'PAL' })).toEqual(['ntsc-needed']);
    expect(faultsOf(draftTo('location'), 'location', { country: 'PR', videoStandard: 'PAL' })).toEqual(['ntsc-needed']);
  });

  it('elsewhere the unusual standard is taken, with a warning', () => {
    const page = { country: 'DE', language: 'de', videoStandard: 'NTSC' } as const;
    expect(fillPage(draftTo('location'), 'location', page, context())).toMatchObject({ ok: true, warnings: [{ code: 'unusual-standard' }] });
    expect(fillPage(draftTo('location'), 'location', { ...page, videoStandard: 'PAL' }, context())).toMatchObject({ ok: true, warnings: [] });
  });

  it('a country or language that does not exist is refused', () => {
    expect(faultsOf(draftTo('location'), 'location', { country: 'XQ', language: 'english' })).toEqual(['unknown-country', 'unknown-language']);
  });
});

describe('Recorder Initialization, 2nd window: time zone and time', () => {
  it('the recorder shows the time that was entered, and goes on from it', () => {
    expect(shownTime(setUp(), NOW)).toBe('2026-11-22T14:30:00');
    expect(shownTime(setUp(), NOW + 90_000)).toBe('2026-11-22T14:31:30');
    expect(shownDate(setUp({ time: { timeZone: 'America/New_York', time: '2000-01-01T00:00:00' } }), NOW)).toBe('2000-01-01');
  });

  it.each(['2026-02-30T10:00:00', '2026-11-22', '1999-11-22T10:00:00', '2038-01-01T00:00:00', '2026-11-22T24:00:00', ''])('the time %j does not exist on a recorder', (time) => {
    expect(faultsOf(draftTo('time'), 'time', { time })).toEqual(['bad-time']);
  });

  it.each(['America/Atlantis', '', '+05:00', 'x'.repeat(500)])('the zone %j does not exist', (timeZone) => {
    expect(faultsOf(draftTo('time'), 'time', { timeZone })).toEqual(['unknown-zone']);
  });
});

describe('Recorder Initialization, next page: password of admin and prompt question', () => {
  const faults = (password: string, confirm = password): readonly string[] => faultsOf(draftTo('password'), 'password', { password, confirm, hint: '' });

  it('a password has at least 8 characters', () => {
    expect(faults('Abcdef1')).toEqual(['too-short']);
    expect(faults('Abcdefg1')).toEqual([]);
  });

  it('a password has at most 32 characters', () => {
    expect(faults('a1'.repeat(16))).toEqual([]);
    expect(faults(`${'a1'.repeat(16)}a`)).toEqual(['too-long']);
  });

  it('passwords are case-sensitive: in the confirmation and at the sign-in', () => {
    expect(faults('Harbour42x', 'harbour42x')).toEqual(['not-confirmed']);
    expect(codeOf(signInAt(setUp(), AT_SCREEN, { user: 'admin', password: 'harbour42x' }, NOW))).toBe('wrong-password');
  });

  it('letters, digits and each symbol of the top row of the keyboard are taken', () => {
    for (const symbol of TOP_ROW_SYMBOLS) expect(faults(`Abcdefg1${symbol}`)).toEqual([]);
  });

  it.each([...`'";:& \\|,.<>/?[]{}é`])('the character %s is refused at the screen', (symbol) => {
    expect(faults(`Abcdefg1${symbol}`)).toEqual(['bad-character']);
  });

  it('a password of letters and digits is enough, and nothing is said about it', () => {
    expect(fillPage(draftTo('password'), 'password', GUIDE.password, context())).toMatchObject({ ok: true, warnings: [] });
  });

  it('with symbols the page says which software cannot send them', () => {
    const page = { password: 'Harbour@42', confirm: 'Harbour@42', hint: 'boats' };
    const result = fillPage(draftTo('password'), 'password', page, context());
    expect(result.ok && result.warnings.map(({ reason }) => reason).join(' ')).toMatch(/Some tools cannot send symbols.*letters and digits are enough.*locks the account/);
  });

  it('the prompt question can be read at the sign-in window once the recorder is set up', () => {
    expect(must(readHint(setUp(), AT_SCREEN, NOW)).value.hint).toBe('where the boats are');
    expect(codeOf(readHint(newBox(), AT_SCREEN, NOW))).toBe('not-initialised');
  });

  it('no prompt question is allowed, and said', () => {
    expect(fillPage(draftTo('password'), 'password', { ...GUIDE.password, hint: '  ' }, context())).toMatchObject({ ok: true, draft: { password: { hint: null } }, warnings: [{ code: 'no-hint' }] });
  });

  it.each(['Harbour42x', 'it is HARBOUR42X!', 'x24ruobraH', 'harbour something', 'H a r b o u r', 'r-b-o-u-r-4-2'])('the prompt question %j gives the password away', (hint) => {
    expect(faultsOf(draftTo('password'), 'password', { hint })).toEqual(['gives-password']);
  });

  it.each(['the boats', 'har...', 'the usual one, 42', 'summer house'])('the prompt question %j does not', (hint) => {
    expect(faultsOf(draftTo('password'), 'password', { hint })).toEqual([]);
  });
});

describe('Recorder Initialization, next step: unlock pattern', () => {
  const faults = (first: readonly number[], second = first): readonly string[] => faultsOf(draftTo('pattern'), 'pattern', { first, second });

  it('a pattern connects at least 4 of the 9 dots', () => {
    expect(faults([1, 2, 3])).toEqual(['too-few-dots']);
    expect(faults([1, 2, 3, 6])).toEqual([]);
    expect(faults([5, 1, 2, 3, 6, 9, 8, 7, 4])).toEqual([]);
  });

  it('a dot that lies between two others is taken along', () => {
    expect(faults([1, 3, 9])).toEqual([]);
    expect(codeOf(signInWithPattern(setUp({ pattern: { first: [1, 3, 9], second: [1, 2, 3, 6, 9] } }), AT_SCREEN, { pattern: [1, 2, 3, 9] }, NOW))).toBe('done');
  });

  it('but not twice: over a used dot the line goes on', () => {
    expect(faults([5, 1, 9])).toEqual(['too-few-dots']);
    expect(faults([5, 1, 9, 6])).toEqual([]);
  });

  it.each([[[1, 2, 3, 2]], [[1, 2, 3, 10]], [[0, 1, 2, 3]], [[1.5, 2, 3, 4]], [[1, 3, 2, 5]]])('%j is no line on the grid', (line) => {
    expect(faults(line)).toEqual(['not-a-line']);
  });

  it('it is drawn once, then again to set it; another line does not', () => {
    expect(faults([1, 2, 3, 6], [3, 2, 1, 4])).toEqual(['not-confirmed']);
    expect(faults([1, 2, 3, 6], [6, 3, 2, 1])).toEqual(['not-confirmed']);
  });

  it('after the second drawing the password protection page is shown by itself', () => {
    expect(filled(draftTo('pattern'), 'pattern').at).toBe('questions');
  });

  it('Skip goes on without one', () => {
    const draft = filled(draftTo('pattern'), 'pattern', { skip: true });
    expect(draft.at).toBe('questions');
    expect(codeOf(signInWithPattern(setUp({ pattern: { skip: true } }), AT_SCREEN, { pattern: PATTERN }, NOW))).toBe('not-set-up');
  });

  it('the pattern is used in lieu of user name and password on the monitor, and nowhere else', () => {
    expect(must(signInWithPattern(setUp(), AT_SCREEN, { pattern: PATTERN }, NOW)).value).toMatchObject({ user: 'admin', group: 'admin' });
    for (const actor of ELSEWHERE) expect(codeOf(signInWithPattern(setUp(), actor, { pattern: PATTERN }, NOW))).toBe('wrong-channel');
  });
});

describe('Recorder Initialization, last step: three security questions', () => {
  const page = (answers: readonly string[]): Parameters<typeof faultsOf<'questions'>>[2] => ({ answers: ['first-pet', 'first-teacher', 'first-car'].map((question, index) => ({ question, answer: answers[index] ?? '' })) });
  const faults = (answers: readonly string[]): readonly string[] => faultsOf(draftTo('questions'), 'questions', page(answers));

  it('three questions are chosen, each from the list of its field', () => {
    expect(faults(ANSWERS)).toEqual([]);
    expect(faultsOf(draftTo('questions'), 'questions', { answers: [] })).toEqual(['three-needed']);
    const twice = ['first-pet', 'first-pet', 'first-car'].map((question) => ({ question, answer: 'Saab' }));
    expect(faultsOf(draftTo('questions'), 'questions', { answers: twice })).toEqual(['unknown-question']);
  });

  it('the same answer to each question is allowed, with a warning', () => {
    const draft = draftTo('questions');
    expect(fillPage(draft, 'questions', page(['Saab', 'Saab', 'Saab']) as typeof GUIDE.questions, context())).toMatchObject({ ok: true, warnings: [{ code: 'same-answer' }] });
  });

  it('an answer may not be blank, have spaces at its ends, or signs that no keyboard there has', () => {
    expect(faults(['', '   ', 'Saab'])).toEqual(['blank', 'blank']);
    expect(faults([' Saab', 'x'.repeat(33), 'Citroën'])).toEqual(['edge-space', 'too-long', 'bad-character']);
  });

  it('the prompt question may not say an answer', () => {
    const draft = draftTo('questions', { password: { ...GUIDE.password, hint: 'my biscuit' } });
    expect(faultsOf(draft, 'questions', {})).toEqual(['gives-answer']);
  });

  it('nor may it be changed to say one after Back', () => {
    expect(faultsOf(draftTo(), 'password', { hint: 'my old Saab' })).toEqual(['gives-answer']);
  });

  it('the green button switches the questions off, and the page says what that means', () => {
    expect(fillPage(draftTo('questions'), 'questions', { off: true }, context())).toMatchObject({ ok: true, draft: { questions: { stored: null } }, warnings: [{ code: 'questions-off' }] });
  });

  it('Save: the recorder is set up and admin signed in at the screen', () => {
    const saved = must(finishInitialisation(newBox(), AT_SCREEN, draftTo(), NOW));
    expect(saved.state.initialized).toBe(true);
    expect(saved.state.sessions.map(({ id, user, address }) => ({ id, user, address }))).toEqual([{ id: saved.value.session, user: 'admin', address: 'Local' }]);
    expect(saved.state.setup).toMatchObject({ country: 'US', language: 'en', videoStandard: 'NTSC', timeZone: 'America/New_York' });
  });

  it('the password of the set-up works over the network from then on', () => {
    const request = { user: 'admin', proof: { kind: 'password', password: PASSWORD }, address: '192.168.1.50', client: 'Mobile' } as const;
    expect(peekSignIn(newBox(), request, NOW)).toMatchObject({ refusal: 'not-initialised' });
    expect(peekSignIn(setUp(), request, NOW).accepted).toBe(true);
  });
});

describe('an interrupted set-up', () => {
  it('at any page, stored and read back, it goes on to the same recorder', () => {
    const stored = (draft: InitDraft): InitDraft => initDraftSchema.parse(JSON.parse(JSON.stringify(draft)));
    let draft = stored(draftTo('location'));
    for (const page of INIT_PAGES) draft = stored(filled(draft, page));
    expect(must(finishInitialisation(newBox(), AT_SCREEN, draft, NOW)).state).toEqual(must(finishInitialisation(newBox(), AT_SCREEN, draftTo(), NOW)).state);
  });

  it('before Save nothing is in the recorder', () => {
    for (const page of INIT_PAGES) {
      expect(finishInitialisation(newBox(), AT_SCREEN, draftTo(page), NOW)).toMatchObject({ ok: false, state: newBox(), refusal: { code: 'incomplete' } });
    }
  });

  it('Back shows the page before with what was entered, and Next goes on without entering it again', () => {
    let draft = draftTo('questions');
    for (const page of ['pattern', 'password', 'time', 'location', 'location']) {
      draft = previousPage(draft);
      expect(draft.at).toBe(page);
    }
    for (const page of ['time', 'password', 'pattern', 'questions']) {
      const next = keepPage(draft);
      draft = next.ok ? next.draft : draft;
      expect(draft.at).toBe(page);
    }
    expect(keepPage(draft)).toMatchObject({ ok: false, faults: [{ code: 'incomplete' }] });
    expect(codeOf(finishInitialisation(newBox(), AT_SCREEN, filled(draft, 'questions'), NOW))).toBe('done');
  });

  it('after Back on the way, Save waits until the last page is reached again', () => {
    expect(codeOf(finishInitialisation(newBox(), AT_SCREEN, previousPage(draftTo()), NOW))).toBe('incomplete');
  });

  it('the pages of one recorder are not saved in another', () => {
    expect(codeOf(finishInitialisation({ ...newBox(), realm: 'Login to another' }, AT_SCREEN, draftTo(), NOW))).toBe('incomplete');
  });

  it('a page with a fault changes nothing', () => {
    expect(fillPage(draftTo('password'), 'password', { password: 'x', confirm: 'y', hint: '' }, context()).ok).toBe(false);
    expect(draftTo('password').password).toBeNull();
  });
});

describe('Recorder Initialization, afterwards: Startup Wizard', () => {
  const begin = (): { readonly state: ReturnType<typeof newBox>; readonly actor: typeof AT_SCREEN; readonly draft: WizardDraft } => {
    const { state, actor } = enter(setUp());
    return { state, actor, draft: must(startWizard(state, actor, NOW)).value };
  };
  const page = <Page extends keyof WizardSettings>(name: Page, input: WizardSettings[Page]): readonly string[] => {
    let { draft } = begin();
    while (draft.at !== name) {
      const next = keepWizardPage(draft);
      if (!next.ok || draft.at === END) break;
      draft = next.draft;
    }
    const result = fillWizardPage(draft, name, input);
    return result.ok ? [] : result.faults.map(({ field }) => field);
  };

  it('its pages come in the order of the guide, each with a default that can be kept', () => {
    expect(WIZARD_PAGES).toEqual(['auto-update', 'general', 'ntp-dst', 'network', 'p2p', 'basic', 'encode', 'schedule']);
    let { draft } = begin();
    for (const name of WIZARD_PAGES) {
      expect(draft.at).toBe(name);
      const next = keepWizardPage(draft);
      draft = next.ok ? next.draft : draft;
    }
    expect(draft.at).toBe(END);
  });

  it('auto-update says that no update server stands behind it', () => {
    expect(WIZARD_NOTES['auto-update']).toMatch(/No update server/);
  });

  it('OK after the last page: thanks, and all settings at once', () => {
    const { state, actor, draft } = begin();
    expect(finishWizard(state, actor, draft, NOW)).toMatchObject({ ok: false, state: { wizard: null }, refusal: { code: 'incomplete' } });
    const all = WIZARD_PAGES.reduce<WizardDraft>((one) => { const next = keepWizardPage(one); return next.ok ? next.draft : one; }, draft);
    const ended = must(finishWizard(state, actor, wizardDraftSchema.parse(JSON.parse(JSON.stringify(all))), NOW));
    expect(ended.value.message).toBe('Thank you for purchasing our product');
    expect(ended.state.wizard).toMatchObject({ network: { dhcp: true }, p2p: { enabled: true }, encode: { framesPerSecond: 30 }, 'ntp-dst': { dst: { start: { month: 3, week: 2 } } } });
    expect(accountsStateSchema.parse(JSON.parse(JSON.stringify(ended.state)))).toEqual(ended.state);
  });

  it('Back keeps what was entered, and jumping ahead is refused', () => {
    const { draft } = begin();
    const second = fillWizardPage(draft, 'auto-update', { enabled: true });
    expect(second.ok && previousWizardPage(second.draft)).toMatchObject({ at: 'auto-update', pages: { 'auto-update': { enabled: true } } });
    expect(fillWizardPage(draft, 'p2p', { enabled: true })).toMatchObject({ ok: false, faults: [{ code: 'incomplete' }] });
  });

  it('everything can be changed later: the wizard begins again with what was saved', () => {
    const { state, actor, draft } = begin();
    const all = WIZARD_PAGES.reduce<WizardDraft>((one) => { const next = keepWizardPage(one); return next.ok ? next.draft : one; }, draft);
    const saved = must(finishWizard(state, actor, { ...all, pages: { ...all.pages, p2p: { enabled: false } } }, NOW)).state;
    expect(must(startWizard(saved, actor, NOW)).value.pages.p2p).toEqual({ enabled: false });
  });

  it('it needs the screen and somebody signed in who may change the system', () => {
    const { state, actor, draft } = begin();
    expect(codeOf(startWizard(state, WEB, NOW))).toBe('wrong-channel');
    expect(codeOf(startWizard(state, AT_SCREEN, NOW))).toBe('no-session');
    expect(codeOf(finishWizard(state, { ...actor, session: 'of another' }, draft, NOW))).toBe('no-session');
  });

  it('a fixed address must fit its subnet and its router', () => {
    const fixed = { address: '192.168.1.108', mask: '255.255.255.0', gateway: '192.168.1.1', dns: ['192.168.1.1'] };
    expect(page('network', { dhcp: false, fixed })).toEqual([]);
    expect(page('network', { dhcp: false, fixed: null })).toEqual(['fixed']);
    expect(page('network', { dhcp: false, fixed: { ...fixed, gateway: '192.168.0.1' } })).toEqual(['fixed.gateway']);
    expect(page('network', { dhcp: false, fixed: { ...fixed, gateway: fixed.address } })).toEqual(['fixed.gateway']);
    expect(page('network', { dhcp: false, fixed: { ...fixed, address: '192.168.1.255' } })).toEqual(['fixed.address']);
    expect(page('network', { dhcp: false, fixed: { address: '192.168.1.300', mask: '255.0.255.0', gateway: 'router', dns: [] } })).toEqual(['fixed.address', 'fixed.mask', 'fixed.gateway', 'fixed.dns']);
  });

  it('the other pages refuse what a recorder cannot do', () => {
    expect(page('general', { deviceName: ' ', autoLogoutMinutes: 61 })).toEqual(['deviceName', 'autoLogoutMinutes']);
    expect(page('ntp-dst', { ntp: { enabled: true, server: 'not a name', everyMinutes: 0 }, dst: { start: { month: 13, week: 6, weekday: 7, hour: 24 }, end: { month: 1, week: 1, weekday: 0, hour: 0 } } })).toEqual([
      'ntp.server', 'ntp.everyMinutes', 'dst.start.month', 'dst.start.week', 'dst.start.weekday', 'dst.start.hour',
    ]);
    expect(page('basic', { diskFull: 'stop', fileMinutes: 0 })).toEqual(['fileMinutes']);
    expect(page('encode', { codec: 'H.264', framesPerSecond: 31, kilobitsPerSecond: 1 })).toEqual(['framesPerSecond', 'kilobitsPerSecond']);
  });

  it('a schedule has periods that do not overlap', () => {
    const at = (from: string, to: string, day = 1): WizardSettings['schedule']['periods'][number] => ({ day, from, to, kind: 'motion' });
    expect(page('schedule', { periods: [at('00:00', '08:00'), at('08:00', '24:00')] })).toEqual([]);
    expect(page('schedule', { periods: [at('08:00', '12:00'), at('11:59', '13:00')] })).toEqual(['periods']);
    expect(page('schedule', { periods: [at('12:00', '08:00'), at('24:01', '24:02'), at('01:00', '02:00', 7)] })).toEqual(['periods.0', 'periods.1', 'periods.2.day']);
  });
});
