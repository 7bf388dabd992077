/** `report`: a diagnosis, what will leave the computer, and one file when the person agrees. */
import { confirm } from '@clack/prompts';
import { existsSync } from 'node:fs';
import { analyzeReport, changeBetween, isChange } from '../analyze.js';
import { DoctorError } from '../errors.js';
import { renderHtml } from '../report/html/page.js';
import type { Report } from '../report/document.js';
import { mayBeWords } from '../report/redact/common.js';
import { redactReport, type Redacted } from '../report/redact/index.js';
import { safe, wrap } from '../report/text/layout.js';
import { DEFAULT_COLUMNS } from '../report/text/style.js';
import type { RulePack } from '../rules/types.js';
import { canPrompt, checkOutput, notice, packFor, writeWhole } from './common.js';
import { diagnoseHere } from './doctor-run.js';
import { EXIT } from './exit.js';
import { flag, text, type Arguments } from './options.js';
import { previewOf } from './report-preview.js';
import { keepTokens } from './report-tokens.js';

export async function runReport(args: Arguments): Promise<void> {
  const answer = text(args, 'translate');
  if (answer !== undefined) {
    const { translateAnswer } = await import('./report-translate.js');
    return translateAnswer(args, answer);
  }
  const asPage = !flag(args, 'json') && text(args, 'format') !== 'json';
  const file = text(args, 'output') ?? `nvr-doctor-${new Date().toISOString().slice(0, 10)}.${asPage ? 'html' : 'json'}`;
  await checkOutput(file);
  const may = canPrompt(args) && !flag(args, 'password-stdin');
  // Without a keyboard the agreement has to be there before anything is looked at: a run may spend a sign-in.
  if (!may && !flag(args, 'yes')) throw new DoctorError('Nobody can be asked whether to write.', { where: '--yes', hint: 'Give --yes to write without asking.' });
  if (existsSync(file) && !flag(args, 'force')) throw new DoctorError('This file exists already.', { where: file, hint: 'Name another one with --output, or give --force to replace it.' });
  const pack = await packFor(args);
  const { report, interrupted, secrets } = await diagnoseHere(args, pack);
  const redacted = redactReport(report, { level: text(args, 'level') === 'internal' ? 'internal' : 'share', at: Date.now(), secrets });
  const content = asPage ? renderHtml(redacted.report) : `${JSON.stringify(redacted.report, null, 2)}\n`;
  refuseSecrets(redacted.report, secrets);
  for (const line of previewOf(redacted, { file: safe(file), bytes: Buffer.byteLength(content), replies: report.replies.length })) notice(args, line);
  tellLoss(redacted, pack);
  if (!flag(args, 'yes') && (await confirm({ message: `Write this to ${safe(file)}?`, output: process.stderr })) !== true) {
    process.stderr.write('Nothing was written.\n');
    process.exitCode = EXIT.inconclusive;
    return;
  }
  // First the key, then what it opens: a bundle without it could never be translated.
  const kept = await keepTokens(redacted);
  await writeWhole(file, content);
  process.stdout.write(`${safe(file)}\n`);
  if (kept !== undefined) notice(args, `What the tokens stand for stays on this computer: ${safe(kept)}`);
  process.exitCode = interrupted ? EXIT.interrupted : EXIT.fine;
}

/** A password this short may stand in a page by chance, and one of words in our own sentences. */
const TELLING = 6;

/** The last look: whatever the redaction did not know, the password itself is never written. */
function refuseSecrets(report: Report, secrets: readonly string[]): void {
  // In the report itself: a page would spell quotes and angle brackets otherwise, and JSON does with quotes, so both sides are JSON here.
  const content = JSON.stringify(report);
  const found = secrets.find((secret) => secret.length >= TELLING && !mayBeWords(secret) && content.includes(JSON.stringify(secret).slice(1, -1)));
  if (found !== undefined) throw new DoctorError('The password stands in the report, so nothing is written.', { hint: 'Tell the makers of nvr-doctor the make and the firmware of the recorder.', exitCode: 4 });
}

/** Masking keeps the answer for every home that we know of; should it ever not, support must know. */
function tellLoss({ report }: Redacted, pack: RulePack): void {
  const change = changeBetween(report, analyzeReport(report, pack));
  if (!isChange(change)) return;
  const line = 'Masked, this report leads to another answer when it is analysed again. The answer in the file is right; tell support, or send it with --level internal.';
  process.stderr.write(`${wrap(line, DEFAULT_COLUMNS).join('\n')}\n`);
}
