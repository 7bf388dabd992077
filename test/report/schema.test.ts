import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { reportJsonSchema } from '../../src/report/schema.js';
import { healthyReport, openReport, report } from './sample.js';

const validate = new Ajv({ allErrors: true, strict: false }).compile(reportJsonSchema());

describe('the published schema', () => {
  it.each([
    ['a problem', report()],
    ['a healthy home', healthyReport()],
    ['an open answer', openReport()],
  ])('accepts %s', (_name, document) => {
    expect(validate(JSON.parse(JSON.stringify(document))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('accepts kept replies, and reports of versions that kept none', () => {
    const kept = { item: 'ddns', protocol: 'cgi', request: 'GET /x', status: 403, body: 'Error' };
    expect(validate({ ...report(), replies: [kept] })).toBe(true);
    expect(validate(JSON.parse(JSON.stringify({ ...report(), replies: undefined })))).toBe(true);
    expect(validate({ ...report(), replies: [{ ...kept, body: 'x'.repeat(2049) }] })).toBe(false);
    expect(validate({ ...report(), replies: [{ item: 'ddns' }] })).toBe(false);
  });

  it('accepts fields of later versions', () => {
    expect(validate({ ...report(), later: 1 })).toBe(true);
  });

  it.each([
    ['another schema', { schema: 'nvr-doctor/report@2' }],
    ['a verdict that does not exist', { verdict: 'ok' }],
    ['a missing part', { facts: undefined }],
    ['a fact of the wrong type', { facts: { 'recorder.network.dhcp': { value: 'yes', others: [] } } }],
    ['a port out of range', { facts: { 'recorder.ports.tcp': { value: 70000, others: [] } } }],
    ['a reason that does not exist', { facts: { 'recorder.ports.tcp': { unknown: { reason: 'lazy' }, others: [] } } }],
  ])('refuses %s', (_name, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...report(), ...change })))).toBe(false);
  });
});
