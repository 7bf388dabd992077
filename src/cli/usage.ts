/** Wrong usage → one line with the nearest right word. */
import { DoctorError } from '../errors.js';
import { didYouMean } from '../facts/suggest.js';
import { cleanText } from '../facts/validate.js';
import { ALL_OPTIONS } from './options.js';

export const COMMANDS = ['doctor', 'account', 'rules', 'lab', 'outside', 'settings', 'completion', 'compare', 'triage', 'analyze', 'capture', 'report'] as const;
const SUBCOMMANDS = ['list', 'explain', 'new', 'lint', 'test', 'build', 'docs', 'run', 'serve', 'check', 'ask', 'init', 'status', 'login', 'users', 'add', 'modify', 'remove', 'reusable', 'protect', 'reset', 'unlock-request', 'unlock-code', 'handover'] as const;

/** yargs words its findings over several lines; here each becomes one sentence and a hint. */
export function usageError(message: string): DoctorError {
  const unknown = /^Unknown (?:argument|command|option)s?: (.+)$/m.exec(message)?.[1];
  if (unknown !== undefined) return unknownWord(cleanText((unknown.split(',')[0] ?? unknown).trim(), 80));
  const invalid = /Argument: ([^,]+), Given: (.*), Choices: (.+)$/m.exec(message);
  if (invalid?.[1] && invalid[2] !== undefined && invalid[3]) {
    const choices = [...invalid[3].matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return badValue(invalid[1], invalid[2].replace(/^"|"$/g, ''), choices);
  }
  const lacking = /^Not enough arguments following: ([\w-]+)/m.exec(message)?.[1] ?? /^Missing required argument: ([\w-]+)/m.exec(message)?.[1];
  if (lacking !== undefined) return needsValue(lacking);
  if (message.startsWith('Not enough non-option arguments')) return new DoctorError('This command needs one more word.', { hint: `See: nvr-doctor ${commandGiven()}--help` });
  return new DoctorError(sentence(cleanText(message.replaceAll('\n', ' '), 300)), { hint: 'See: nvr-doctor --help' });
}

export function needsValue(option: string): DoctorError {
  return new DoctorError(`--${option} needs a value.`, { hint: 'See: nvr-doctor --help' });
}

/** The command's own words, with a blank behind them; nothing where none was given. */
function commandGiven(): string {
  const known: readonly string[] = SUBCOMMANDS;
  const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
  const first = words.findIndex((word) => COMMANDS.some((command) => command === word));
  if (first < 0) return '';
  const more = words.slice(first + 1);
  const end = more.findIndex((word) => !known.includes(word));
  return [words[first], ...(end < 0 ? more : more.slice(0, end))].map((word) => `${word} `).join('');
}

/** An option that has a closed list of values got another one. */
export function badValue(option: string, given: string, choices: readonly string[]): DoctorError {
  const near = didYouMean(given, choices);
  return new DoctorError(`--${option} cannot be "${cleanText(given, 60)}".`, { hint: near ?? `It is one of: ${choices.join(', ')}.` });
}

function unknownWord(word: string): DoctorError {
  const options = Object.entries(ALL_OPTIONS).flatMap(([name, option]) => [name, ...[option.alias ?? []].flat()]);
  const isOption = process.argv.some((argument) => argument.startsWith(`--${word}`) || (word.length === 1 && new RegExp(`^-[A-Za-z]*${escapeLetter(word)}`).test(argument)));
  if (isOption && options.includes(word)) {
    const command = commandGiven();
    return new DoctorError(`The option ${word.length === 1 ? '-' : '--'}${word} does not belong to ${command === '' ? 'this command' : `"${command.trim()}"`}.`, { hint: `See: nvr-doctor ${command}--help` });
  }
  const near = isOption ? didYouMean(word, options.filter((name) => name.length > 1))?.replace('"', '"--') : options.includes(word) && word.length > 1 ? `Did you mean "--${word}"?` : didYouMean(word, [...COMMANDS, ...SUBCOMMANDS]);
  return new DoctorError(isOption ? `There is no option "${word.length === 1 ? '-' : '--'}${word}".` : `There is no command "${word}".`, { hint: near ?? 'See: nvr-doctor --help' });
}

function escapeLetter(letter: string): string {
  return /\w/.test(letter) ? letter : `\\${letter}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
