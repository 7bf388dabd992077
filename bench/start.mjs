/** What a run costs as a process, against an empty Node process. */
import { fileURLToPath } from 'node:url';
import { interleaved } from './measure.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const fixture = fileURLToPath(new URL('../fixtures/networks/router-reset-port-forward.yaml', import.meta.url));

export function start() {
  const [empty, version, diagnosis] = interleaved([
    [process.execPath, '-e', '0'],
    [process.execPath, cli, '--version'],
    [process.execPath, cli, '--network', fixture],
  ]);
  return [
    { what: '--version against an empty Node process', value: version / empty, limit: 2, unit: '×' },
    { what: 'a whole fixture diagnosis against an empty Node process', value: diagnosis / empty, limit: 5, unit: '×' },
  ];
}
