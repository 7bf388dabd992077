/** The form on paper: plain text, at most 80 columns, to be filled in at the recorder. */
import { definitionOf } from '../facts/dictionary.js';
import { NONE } from '../recorders/settings-file/answer.js';
import { choicesOf, type PlacedQuestion } from '../recorders/settings-file/form.js';
import { wrap } from '../report/text/layout.js';

const COLUMNS = 80;
const LINE = '_'.repeat(36);

export function paperForm(questions: readonly PlacedQuestion[]): string {
  const lines = [
    'Settings of the recorder, read off its own screen',
    '',
    ...wrap('Switch the monitor of the recorder on and open the menus in this order. Only look: change nothing and leave each page without saving. Put a cross in one box or fill in the line. What you cannot see stays empty. Never write down a password.', COLUMNS),
  ];
  let menu = '';
  let number = 0;
  for (const question of questions) {
    if (question.menu !== menu) {
      menu = question.menu;
      lines.push('', menu, '-'.repeat(Math.min(COLUMNS, menu.length)));
    }
    number += 1;
    lines.push('', ...field(question, number));
  }
  if (questions.length === 0) lines.push('', "Nothing is needed from the recorder's screen.");
  else lines.push('', ...wrap('Back at the computer: run "nvr-doctor settings ask" and type the answers in. It writes a file; then run "nvr-doctor --settings FILE".', COLUMNS));
  return `${lines.join('\n')}\n`;
}

function field(question: PlacedQuestion, number: number): string[] {
  const { label, how, empty, example } = question;
  const lead = `${String(number).padStart(2)}. `;
  const choices = choicesOf(question);
  const blanks = choices?.map((choice) => `    [ ] ${choice.label}`) ?? linesFor(question);
  const both = question.form === 'clock' ? ['Write down what your watch shows at the same moment.'] : [];
  const notes = [[how, ...both].join(' '), ...(example === undefined ? [] : [`Such as: ${example}`]), ...(empty === undefined ? [] : [`Write "${NONE}" where ${empty}.`])];
  return [...wrap(label, COLUMNS, lead), ...notes.flatMap((note) => wrap(note, COLUMNS, '    ')), ...blanks];
}

function linesFor({ path, form }: PlacedQuestion): string[] {
  if (form === 'clock') return [`    recorder:    ${LINE}`, '', `    your watch:  ${LINE}`];
  return definitionOf(path).type.kind === 'list' ? [`    ${LINE}`, '', `    ${LINE}`] : [`    ${LINE}`];
}
