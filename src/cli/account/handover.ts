/** `account handover`: a recorder passes to its owner, item by item, each signed by whoever saw it. */
import { HANDOVER_ITEMS, type AccountsState, type HandoverItem } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { wrap } from '../../report/text/layout.js';
import type { Style } from '../../report/text/style.js';
import { canPrompt, notice } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import { Cancelled } from './cancelled.js';
import { contradicted, evidenceFault, itemOf, openItems, readHandover, saveHandover, sign, type Handover, type Signed } from './handover-file.js';
import { virtualOf } from './virtual.js';
import { answer } from './words.js';

const COLUMNS = 76;

export async function runAccountHandover(args: Arguments): Promise<void> {
  const store = await virtualOf(args);
  const recorder = await store?.read();
  const file = text(args, 'state');
  const begun = await readHandover(file, recorder === undefined ? undefined : `${recorder.model} (${recorder.serial})`);
  const accounts = recorder?.accounts;
  const signing = (['done', 'not-needed'] as const).filter((name) => text(args, name) !== undefined);
  if (signing.length > 1) throw new DoctorError('--done and --not-needed contradict each other.', { hint: 'Sign one item at a time.' });
  const [how] = signing;
  if (how !== undefined) {
    const handover = sign(begun, signedBy(args, how, accounts));
    await saveHandover(neededFile(file), handover);
    return tell(args, handover, accounts);
  }
  if (flag(args, 'print') || flag(args, 'record') || !canPrompt(args)) return tell(args, begun, accounts);
  return tell(args, await byHand(args, begun, neededFile(file), accounts), accounts);
}

function neededFile(file: string | undefined): string {
  if (file === undefined) throw new DoctorError('A hand-over is kept in a file, since it takes more than one sitting.', { where: '--state', hint: 'Name it with --state FILE, or print the list with --print.' });
  return file;
}

function signedBy(args: Arguments, how: 'done' | 'not-needed', accounts: AccountsState | undefined): Signed {
  const item = itemOf(text(args, how) ?? '');
  const [by, seen] = [text(args, 'by'), text(args, 'seen')];
  if (by === undefined || seen === undefined) throw new DoctorError('An item counts when somebody saw it.', { where: `--${how}`, hint: 'Say who with --by NAME, and what was seen, or why it is not needed, with --seen TEXT.' });
  if (how === 'done') refuseContrary(item, accounts);
  return { item: item.id, state: how, by, at: new Date().toISOString(), seen };
}

/** @throws DoctorError where the recorder shows the contrary */
function refuseContrary(item: HandoverItem, accounts: AccountsState | undefined): void {
  if (contradicted(item, accounts)) throw new DoctorError(`"${item.id}" cannot be signed: the recorder shows that it is not done.`, { where: '--done', hint: item.steps[0] ?? item.evidence });
}

async function byHand(args: Arguments, begun: Handover, file: string, accounts: AccountsState | undefined): Promise<Handover> {
  const { askText, choose, say, sayPage, warn } = await import('./prompts.js');
  let handover = begun;
  try {
    const by = openItems(handover, accounts).length === 0 ? '' : await askText('Who signs?', '', evidenceFault);
    for (const item of openItems(begun, accounts)) {
      sayPage([item.title, ...item.steps.flatMap((line) => wrap(line, COLUMNS, '   - ')), ...wrap(`To be seen: ${item.evidence}`, COLUMNS, '   ')].join('\n'));
      const picked = await choose('And now?', [
        { value: 'done', label: 'Done and seen' },
        ...(item.optional ? [{ value: 'not-needed', label: 'Not needed here' } as const] : []),
        { value: 'later', label: 'Later' },
      ]);
      if (picked === 'later') continue;
      if (picked === 'done' && contradicted(item, accounts)) {
        warn('The recorder shows that this is not done, so it stays open.');
        continue;
      }
      const seen = await askText(picked === 'done' ? 'What was seen' : 'Why not', picked === 'done' ? item.evidence : '', evidenceFault);
      handover = sign(handover, { item: item.id, state: picked, by, at: new Date().toISOString(), seen });
      await saveHandover(file, handover);
    }
    if (openItems(handover, accounts).length > 0) say(`Go on with: nvr-doctor account handover --state ${file}`);
    return handover;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    notice(args, handover === begun ? 'Nothing was signed, so nothing was written.' : `What is signed is kept in ${file}. Go on with: nvr-doctor account handover --state ${file}`);
    throw error;
  }
}

async function tell(args: Arguments, handover: Handover, accounts: AccountsState | undefined): Promise<void> {
  const open = openItems(handover, accounts);
  const complete = open.length === 0;
  process.exitCode = complete || flag(args, 'print') ? EXIT.fine : EXIT.inconclusive;
  const document = { ...handover, complete, open: open.map(({ id, title, steps, evidence, optional }) => ({ id, title, steps, evidence, optional })) };
  await answer(args, document, (style, columns) => lines(handover, open, style, columns));
}

function lines(handover: Handover, open: readonly HandoverItem[], { signs, paint }: Style, columns: number): string[] {
  const signatures = HANDOVER_ITEMS.flatMap((item) => handover.signed.filter((one) => one.item === item.id).map((one) => ({ item, one })));
  const signed = signatures.filter(({ item }) => !open.includes(item));
  const undone = signatures.filter(({ item }) => open.includes(item));
  const head = open.length === 0 ? `Signed off: ${handover.recorder} is handed over.` : `Handing over ${handover.recorder}: ${signed.length} of ${HANDOVER_ITEMS.length} items are signed.`;
  return [
    ...wrap(head, columns).map((line) => paint.strong(line)),
    ...signed.flatMap(({ item, one }) => {
      const [first = '', ...rest] = wrap(`${item.title}${one.state === 'not-needed' ? ' (not needed)' : ''}`, columns, '  ');
      return ['', `${paint.good(signs.good)} ${first.trimStart()}`, ...rest, ...wrap(`${one.at.slice(0, 16).replace('T', ' ')} UTC, ${one.by}: ${one.seen}`, columns, '    ')];
    }),
    ...open.flatMap((item) => ['', ...wrap(`${item.title} (${item.id}${item.optional ? ', where it is needed' : ''})`, columns, '[ ] '), ...undone.filter((signature) => signature.item === item).flatMap(({ one }) => wrap(`Signed by ${one.by} on ${one.at.slice(0, 10)}, but the recorder shows that it is not done (any more).`, columns, '    ')), ...item.steps.flatMap((line) => wrap(line, columns, '    - ')), ...wrap(`To be seen: ${item.evidence}`, columns, '    '), '    Who, when:']),
  ];
}
