/** Parses, dispatches, and turns whatever happens into one line and an exit code. */
import yargs from 'yargs';
import { DoctorError, isDoctorError } from '../errors.js';
import { cleanText } from '../facts/validate.js';
import { accountCommand } from './commands/account/index.js';
import { analyzeCommand } from './commands/analyze.js';
import { captureCommand } from './commands/capture.js';
import { compareCommand } from './commands/compare.js';
import { doctorCommand } from './commands/doctor.js';
import { labCommand } from './commands/lab/index.js';
import { outsideCommand } from './commands/outside/index.js';
import { reportCommand } from './commands/report.js';
import { rulesCommand } from './commands/rules/index.js';
import { settingsCommand } from './commands/settings/index.js';
import { triageCommand } from './commands/triage.js';
import { EXIT } from './exit.js';
import { ALL_OPTIONS, COMMON_OPTIONS } from './options.js';
import { needsValue, usageError } from './usage.js';
import { safe } from '../report/text/layout.js';
import { speaksUnicode } from '../report/text/style.js';
import { DEFAULT_COLUMNS } from '../report/text/style.js';

export async function runCli(args: readonly string[]): Promise<void> {
  // `nvr-doctor | head` closes our output: nobody reads any more, so there is nothing left to do.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      if (stream === process.stdout) process.stderr.write(`nvr-doctor: The answer cannot be written (${error.code ?? 'unknown reason'}).\n`);
      process.exit(EXIT.internal);
    });
  }
  try {
    chooseShell(args);
    await parser(args).parseAsync();
  } catch (error) {
    process.exitCode = report(error, args.includes('--verbose'));
  }
}

const SHELLS = ['bash', 'zsh'];

/** yargs writes for the shell that the environment names, and for bash behind any other word. */
function chooseShell([command, shell]: readonly string[]): void {
  if (command !== 'completion' || shell === undefined || shell.startsWith('-')) return;
  if (!SHELLS.includes(shell)) throw new DoctorError(`There is no completion for "${cleanText(shell, 40)}".`, { hint: `There is one for ${SHELLS.join(' and ')}, such as: nvr-doctor completion bash` });
  delete process.env['ZSH_NAME'];
  process.env['SHELL'] = shell;
}

function parser(args: readonly string[]): ReturnType<typeof yargs> {
  const unicode = speaksUnicode({ isTty: process.stdout.isTTY, env: process.env, noColor: false });
  return yargs(args.map(hideDash))
    .middleware(showDash)
    .scriptName('nvr-doctor')
    .locale('en')
    .usage('$0 [command]\n\nFinds out why the cameras cannot be seen from outside, and shows what to do.')
    .parserConfiguration({ 'boolean-negation': false, 'duplicate-arguments-array': true, 'greedy-arrays': false, 'dot-notation': false, 'camel-case-expansion': false, 'parse-numbers': false, 'parse-positional-numbers': false })
    .options(COMMON_OPTIONS)
    .command(doctorCommand)
    .command(accountCommand)
    .command(analyzeCommand)
    .command(captureCommand)
    .command(compareCommand)
    .command(reportCommand)
    .command(rulesCommand)
    .command(labCommand)
    .command(outsideCommand)
    .command(settingsCommand)
    .command(triageCommand)
    .completion('completion', 'Print a completion script for bash or zsh (of the shell in use, or the one named)')
    .version(false)
    .option('version', { type: 'boolean', describe: 'Show the version', global: false })
    .help()
    .alias('help', 'h')
    .strict()
    // Prints of its own end the program; without that yargs takes the word for an unknown command afterwards.
    .exitProcess(args[0] === 'completion' || args.includes('--get-yargs-completions'))
    .check(async (given) => {
      const empty = Object.keys(ALL_OPTIONS).find((name) => [given[name]].flat().includes(''));
      if (empty !== undefined) throw needsValue(empty);
      const { checkCommon } = await import('./common.js');
      checkCommon(given);
      return true;
    })
    .showHelpOnFail(false)
    .wrap(Math.min(100, process.stdout.columns || DEFAULT_COLUMNS))
    .epilogue(`Exit codes: 0 nothing wrong ${unicode ? '·' : '|'} 1 problem found ${unicode ? '·' : '|'} 2 wrong usage ${unicode ? '·' : '|'} 3 cannot tell ${unicode ? '·' : '|'} 4 internal failure ${unicode ? '·' : '|'} 130 interrupted`)
    .fail((message: string | undefined, error: Error | undefined) => {
      // yargs reports some wrong usage as an error of its own; what our commands throw passes as it is.
      throw error && error.name !== 'YError' ? error : usageError(error?.message ?? message ?? 'The command line cannot be understood.');
    });
}

/** yargs loses a lone `-` that stands for standard input. No argument of a process can hold a NUL, so this one is ours. */
const DASH = '\u0000-';

function hideDash(argument: string): string {
  return argument === '-' ? DASH : argument;
}

function showDash(given: Record<string, unknown>): void {
  const show = (value: unknown): unknown => (value === DASH ? '-' : Array.isArray(value) ? value.map(show) : value);
  for (const [name, value] of Object.entries(given)) given[name] = show(value);
}

/** One line for the person; the stack only where it was asked for. */
function report(error: unknown, verbose: boolean): number {
  if (isDoctorError(error)) {
    const parts = [error.where === undefined ? error.what : `${error.where}: ${error.what}`, error.hint].filter((part) => part !== undefined);
    process.stderr.write(`nvr-doctor: ${parts.map(multiline).join(' ')}\n`);
    if (verbose && error.cause instanceof Error) process.stderr.write(`${error.cause.stack ?? ''}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`nvr-doctor: internal failure: ${safe(message)}. This is a fault of nvr-doctor; run it again with --verbose and report what it says.\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.internal;
}

/** Rule errors show the place in the file over several lines; each line is cleaned by itself. */
function multiline(text: string): string {
  return text.split('\n').map((line) => line.slice(0, line.length - line.trimStart().length) + safe(line)).join('\n');
}
