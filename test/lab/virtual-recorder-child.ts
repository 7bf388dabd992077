/** A process of its own that changes a virtual recorder again and again, and says so after each change that was saved. */
import { writeSync } from 'node:fs';
import { createVirtualRecorder, openVirtualRecorder, factoryNew } from '../../src/lab/virtual-recorder/index.js';

const [what = '', file = '', times = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

if (what === 'create') {
  for (let n = 0; ; n++) {
    const { accounts, ...rest } = factoryNew();
    await createVirtualRecorder(`${file}-${process.pid}-${n}`, { ...rest, accounts });
    say(`${file}-${process.pid}-${n}`);
  }
}

const store = await openVirtualRecorder(file);
for (let n = 0; times === '' || n < Number(times); n++) {
  const revision = await store.update((recorder) => {
    const count = recorder.accounts.nextSession + 1;
    // Far apart in the file: a torn one would have one without the other.
    return { recorder: { ...recorder, accounts: { ...recorder.accounts, realm: `Login to ${count}`.padEnd(200, '.'), nextSession: count } }, value: recorder.revision + 1 };
  });
  say(String(revision));
}
