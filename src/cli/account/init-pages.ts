/** What each page of the set-up asks. */
import {
  defaultVideoStandard,
  MIN_DOTS,
  PASSWORD_LENGTH,
  QUESTIONS,
  TOP_ROW_SYMBOLS,
  type AnsweredQuestion,
  type InitDraft,
  type InitInputs,
  type InitPage,
} from '../../accounts/index.js';
import { askPattern, askSecret, askText, choose, say } from './prompts.js';
import { localTime, ownZone } from './zone.js';

export const PAGE_TITLES: Readonly<Record<InitPage, string>> = {
  location: 'location, language and video standard',
  time: 'time zone and time',
  password: 'password of admin',
  pattern: 'unlock pattern',
  questions: 'password protection. THE MOST IMPORTANT STEP',
};

/** A page with what was entered on it. */
export type Entry = { readonly [Page in InitPage]: { readonly page: Page; readonly input: InitInputs[Page] } }[InitPage];

/** `ahead`: milliseconds that the recorder's life is ahead of this machine's clock. */
export const askPage = (page: InitPage, draft: InitDraft, ahead: number): Promise<Entry> => ASK[page](draft, ahead);

export async function askNewPattern(): Promise<{ readonly first: readonly number[]; readonly second: readonly number[] }> {
  const first = await askPattern('Draw: the numbers of the dots in the order of the line');
  return { first, second: await askPattern('Draw it again') };
}

/** `chosen`: which questions, where that was said already. */
export async function askQuestions(chosen: readonly string[] = []): Promise<readonly AnsweredQuestion[]> {
  const answers: AnsweredQuestion[] = [];
  for (const [slot, list] of QUESTIONS.entries()) {
    const question = chosen[slot] ?? (await choose(`Question ${slot + 1}`, list.map(({ id, text }) => ({ value: id, label: text }))));
    const asked = chosen[slot] === undefined ? '' : `${list.find(({ id }) => id === question)?.text ?? question} `;
    answers.push({ question, answer: await askSecret(`${asked}Answer; capitals and small letters count`) });
  }
  return answers;
}

const ASK: { readonly [Page in InitPage]: (draft: InitDraft, ahead: number) => Promise<Entry> } = {
  location: async ({ location }) => {
    const country = (await askText('Location: country as two letters', location?.country ?? 'US')).toUpperCase();
    const language = await askText('Language', location?.language ?? 'en');
    const usual = location?.country === country ? location.videoStandard : defaultVideoStandard(country);
    const videoStandard = await choose('Video Standard: NTSC in the United States', [{ value: 'NTSC', label: 'NTSC' }, { value: 'PAL', label: 'PAL' }], usual);
    return { page: 'location', input: { country, language, videoStandard } };
  },
  time: async ({ time }, ahead) => {
    const timeZone = await askText('Time Zone', time?.timeZone ?? ownZone());
    return { page: 'time', input: { timeZone, time: await askText('Time, as the recorder shall show it now', localTime(timeZone, Date.now() + ahead)) } };
  },
  password: async () => {
    say(`${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters; capitals and small letters count; symbols: ${[...TOP_ROW_SYMBOLS].join(' ')}\nSome programs take letters and digits only, and eight of both are enough.`);
    const password = await askSecret('Password of admin');
    const confirm = await askSecret('Confirm Password');
    return { page: 'password', input: { password, confirm, hint: await askText('Prompt Question: reminds you of the password; anybody at the screen can read it (Enter: none)', '') } };
  },
  pattern: async () => {
    const way = await choose(`A line through at least ${MIN_DOTS} of the 9 dots, in place of name and password at this screen`, [
      { value: 'draw', label: 'Draw a pattern' },
      { value: 'skip', label: 'Skip' },
    ]);
    if (way === 'skip') return { page: 'pattern', input: { skip: true } };
    return { page: 'pattern', input: await askNewPattern() };
  },
  questions: async () => {
    const way = await choose('With three security questions you can set a new password alone, without the vendor', [
      { value: 'on', label: 'Choose and answer three questions' },
      { value: 'off', label: 'Switch them off' },
    ]);
    if (way === 'off') return { page: 'questions', input: { off: true } };
    return { page: 'questions', input: { answers: await askQuestions() } };
  },
};
