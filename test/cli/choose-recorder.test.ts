import { describe, expect, it } from 'vitest';
import { choicesIn } from '../../src/cli/choose-recorder.js';
import type { Report, ReportFact } from '../../src/report/document.js';
import { notices } from '../../src/report/text/notices.js';

const item = (changes: object): object => ({ address: '192.168.1.64', mac: null, serial: null, model: null, brand: null, family: null, tcpPort: null, httpPort: null, ...changes });
const TWO = [item({ serial: '9Z0AAAAPAZ00001', model: 'DH-NVR5216' }), item({ address: '192.168.1.70', mac: '02:00:00:00:00:70', brand: 'Hikvision' })];

function report(recorders: readonly object[], more: Record<string, unknown> = {}): Report {
  const facts: Record<string, ReportFact> = {};
  for (const [path, value] of Object.entries({ 'lan.askedAddress': null, 'lan.recorders': recorders, ...more })) facts[path] = { value: value as never, others: [] };
  return { facts, causes: [] } as unknown as Report;
}

describe('several recorders', () => {
  it('are offered by model, address and the end of the serial number, and named by what they say about themselves', () => {
    expect(choicesIn(report(TWO))).toEqual([
      { label: 'DH-NVR5216 at 192.168.1.64 (serial number …0001)', choice: { recorderId: '9Z0AAAAPAZ00001' } },
      { label: 'Hikvision at 192.168.1.70', choice: { recorderId: '02:00:00:00:00:70' } },
    ]);
  });

  it('the end of a serial number is the part that differs', () => {
    const hikvision = ['12345678', '87654321'].map((number) => item({ model: 'DS-7608NI', serial: `DS-7608NI0820230101CCRRC${number}WCVU` }));
    expect(choicesIn(report([...hikvision, item({ serial: 'ABCDEFG' })])).map(({ label }) => label)).toEqual(['DS-7608NI at 192.168.1.64 (serial number …5678)', 'DS-7608NI at 192.168.1.64 (serial number …4321)', 'a recorder at 192.168.1.64 (serial number …DEFG)']);
  });

  it('one that has nothing but an address is named by it only in the house', () => {
    const bare = [item({}), item({ address: '203.0.113.9' }), item({ address: '192.168.1.71' })];
    expect(choicesIn(report(bare)).map(({ choice }) => choice)).toEqual([{ recorder: '192.168.1.64' }, { recorder: '192.168.1.71' }]);
  });

  it('are no question where there is one, or where it is settled', () => {
    expect(choicesIn(report(TWO.slice(0, 1)))).toEqual([]);
    expect(choicesIn(report(TWO, { 'lan.address': '192.168.1.64' }))).toEqual([]);
  });

  it('are named in the answer with the option that chooses one, without the whole serial number', () => {
    const [line, ...rest] = notices(report(TWO));
    expect(rest).toEqual([]);
    expect(line).toBe('2 recorders answer in your home: DH-NVR5216 at 192.168.1.64 (serial number …0001), Hikvision at 192.168.1.70. Run nvr-doctor again and name the one that it is about: --recorder ADDRESS, or --recorder-id SERIAL.');
    const many = Array.from({ length: 5 }, (_, i) => item({ address: `192.168.1.${i + 1}` }));
    expect(notices(report(many))[0]).toMatch(/^5 recorders answer in your home: .*192\.168\.1\.3, 2 more\. Run/);
    expect(notices(report(TWO, { 'lan.address': '192.168.1.64' }))).toEqual([]);
  });
});
