#!/usr/bin/env node
/** Entry of the command line. The version is told before anything else is loaded. */
import { VERSION } from '../version.js';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { runCli } = await import('./run.js');
  await runCli(args);
}
