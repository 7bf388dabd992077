/** The startup wizard of a virtual recorder on a terminal. Every page shows what is set; each can be kept or changed, and all come into force with OK. */
import { AT_SCREEN, END, fillWizardPage, finishWizard, keepWizardPage, previousWizardPage, screenSeconds, signOut, signOutActor, startWizard, touchSession, WIZARD_NOTES, WIZARD_PAGES, type AccountsState, type FillResult, type WizardDraft, type WizardPage, type WizardSettings } from '../../accounts/index.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { valueOf } from './outcome.js';
import { askText, choose, sayFaults, sayPage } from './prompts.js';

/** @returns what the recorder says at the end. Nobody is signed in at the screen afterwards, whatever the end was: it would be shut to everybody else. */
export async function wizardByHand(store: VirtualRecorderFile, session: string): Promise<string> {
  try {
    return await allPages(store, session);
  } catch (error) {
    await store.update((recorder) => ({ recorder: { ...recorder, accounts: signOut(recorder.accounts, session) }, value: undefined }));
    throw error;
  }
}

async function allPages(store: VirtualRecorderFile, session: string): Promise<string> {
  const actor = { ...AT_SCREEN, session };
  let draft = await store.update((recorder, now) => {
    const begun = recorder.drafts.wizard ?? valueOf(startWizard(recorder.accounts, actor, now));
    return { recorder: { ...recorder, drafts: { ...recorder.drafts, wizard: begun } }, value: begun };
  });
  while (draft.at !== END) {
    const shown = draft;
    const next = await askWizardPage(shown, draft.at);
    draft = await store.update((recorder, now) => ({ recorder: { ...recorder, accounts: stillThere(recorder.accounts, session, now), drafts: { ...recorder.drafts, wizard: next } }, value: next }));
  }
  const last = draft;
  return store.update((recorder, now) => {
    const finished = finishWizard(recorder.accounts, actor, last, now);
    const { message } = valueOf(finished);
    const out = signOutActor(finished.state, actor, now);
    return { recorder: { ...recorder, accounts: out.state, drafts: { ...recorder.drafts, wizard: null } }, value: message };
  });
}

/** Each page is a sign of life. */
const stillThere = (accounts: AccountsState, session: string, now: number): AccountsState => touchSession(accounts, session, screenSeconds(accounts) ?? 0, now);

async function askWizardPage(draft: WizardDraft, page: WizardPage): Promise<WizardDraft> {
  const note = WIZARD_NOTES[page];
  sayPage([`Startup Wizard ${WIZARD_PAGES.indexOf(page) + 1}/${WIZARD_PAGES.length}: ${page}`, `Set: ${summaryOf(draft.pages, page)}`, ...(note === null ? [] : [note])].join('\n'));
  const change = CHANGES[page];
  const picked = await choose('This page', [
    { value: 'next', label: page === WIZARD_PAGES.at(-1) ? 'OK' : 'Next' },
    ...(change === undefined ? [] : [{ value: 'change', label: change.label } as const]),
    ...(page === WIZARD_PAGES[0] ? [] : [{ value: 'back', label: 'Back' } as const]),
  ]);
  if (picked === 'back') return previousWizardPage(draft);
  const filled = picked === 'change' && change !== undefined ? await change.ask(draft) : keepWizardPage(draft);
  if (filled.ok) return filled.draft;
  sayFaults(filled.faults);
  return draft;
}

interface PageChange {
  readonly label: string;
  readonly ask: (draft: WizardDraft) => Promise<FillResult<WizardDraft>>;
}

const onOff = (value: boolean): string => (value ? 'on' : 'off');

/** What is most often changed; everything else is in the answers file and in the main menu. */
const CHANGES: Readonly<Partial<Record<WizardPage, PageChange>>> = {
  'auto-update': { label: 'Switch auto-update on or off', ask: async (draft) => fillWizardPage(draft, 'auto-update', { enabled: !draft.pages['auto-update'].enabled }) },
  general: { label: 'Name the recorder', ask: async (draft) => fillWizardPage(draft, 'general', { ...draft.pages.general, deviceName: await askText('Device Name', draft.pages.general.deviceName) }) },
  'ntp-dst': {
    label: 'Switch NTP on or off',
    ask: async (draft) => fillWizardPage(draft, 'ntp-dst', { ...draft.pages['ntp-dst'], ntp: { ...draft.pages['ntp-dst'].ntp, enabled: !draft.pages['ntp-dst'].ntp.enabled } }),
  },
  network: { label: 'Use DHCP, or a fixed address', ask: async (draft) => fillWizardPage(draft, 'network', await askNetwork(draft.pages.network)) },
  p2p: { label: 'Switch P2P on or off', ask: async (draft) => fillWizardPage(draft, 'p2p', { enabled: !draft.pages.p2p.enabled }) },
  basic: { label: 'Overwrite when the disk is full, or stop', ask: async (draft) => fillWizardPage(draft, 'basic', { ...draft.pages.basic, diskFull: draft.pages.basic.diskFull === 'stop' ? 'overwrite' : 'stop' }) },
};

async function askNetwork(shown: WizardSettings['network']): Promise<WizardSettings['network']> {
  if (!shown.dhcp) return { dhcp: true, fixed: null };
  const [address, mask, gateway] = [await askText('IP Address', '192.168.1.108'), await askText('Subnet Mask', '255.255.255.0'), await askText('Default Gateway', '192.168.1.1')];
  return { dhcp: false, fixed: { address, mask, gateway, dns: [await askText('Preferred DNS', gateway)] } };
}

export function summaryOf(pages: WizardSettings, page: WizardPage): string {
  const { 'ntp-dst': time, network, basic, encode, general } = pages;
  switch (page) {
    case 'auto-update':
      return `auto-update ${onOff(pages['auto-update'].enabled)}`;
    case 'general':
      return `name "${general.deviceName}", signs out after ${general.autoLogoutMinutes} minutes`;
    case 'ntp-dst':
      return `NTP ${onOff(time.ntp.enabled)} (${time.ntp.server}), DST ${onOff(time.dst !== null)}`;
    case 'network':
      return network.fixed === null ? 'DHCP' : `fixed address ${network.fixed.address}`;
    case 'p2p':
      return `P2P ${onOff(pages.p2p.enabled)}`;
    case 'basic':
      return `full disk: ${basic.diskFull}, files of ${basic.fileMinutes} minutes`;
    case 'encode':
      return `${encode.codec}, ${encode.framesPerSecond} frames and ${encode.kilobitsPerSecond} kbit a second`;
    case 'schedule':
      return `${pages.schedule.periods.length} periods a week`;
  }
}
