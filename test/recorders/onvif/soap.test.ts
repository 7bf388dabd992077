import { describe, expect, it } from 'vitest';
import { readXml } from '../../../src/network/xml.js';
import { contentType, envelope, OPERATIONS, readAnswer } from '../../../src/recorders/onvif/soap.js';
import { fuzz } from '../discovery/damage.js';

const body = (inner: string): string => `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${inner}</s:Body></s:Envelope>`;
const fault = (subcode: string, text = ''): string => body(`<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">${text}</s:Text></s:Reason></s:Fault>`);
const dns = '<tds:GetDNSResponse><tds:DNSInformation/></tds:GetDNSResponse>';

describe('what is asked over ONVIF', () => {
  it('only reading operations exist, each without an argument and without a security header', () => {
    expect(OPERATIONS.filter((operation) => !/^Get[A-Z]/.test(operation))).toEqual([]);
    for (const operation of OPERATIONS) {
      const text = envelope(operation);
      const root = readXml(text);
      expect(root?.children.map((c) => c.name)).toEqual(['Body']);
      expect(root?.children[0]?.children).toEqual([{ name: operation, text: '', children: [] }]);
      expect(text).not.toMatch(/security|password|nonce/i);
      expect(contentType(operation)).toBe(`application/soap+xml; charset=utf-8; action="http://www.onvif.org/ver10/device/wsdl/${operation}"`);
    }
  });
});

describe('what an answer means', () => {
  it.each([
    ['as it should be', 200, body(dns)],
    ['a body with a prefix that nobody declared', 200, `<env:Envelope xmlns:env="x"><SOAP-ENV:Body>${dns}</SOAP-ENV:Body></env:Envelope>`],
    ['no prefixes at all', 200, '<Envelope><Body><GetDNSResponse/></Body></Envelope>'],
    ['typographic quotes in the declaration', 200, body(dns).replace('"1.0"', '”1.0”')],
    ['under a wrong status', 400, body(dns)],
  ])('an answer: %s', (_name, status, text) => {
    expect(readAnswer(status, text, 'GetDNS').kind).toBe('answer');
  });

  it.each([
    [400, fault('ter:NotAuthorized', 'Sender not Authorized')],
    [200, fault('ter:NotAuthorized')],
    [401, fault('ter:InvalidArgVal')],
    [500, body('<SOAP-ENV:Fault><faultcode>ter:NotAuthorized</faultcode><faultstring>no</faultstring></SOAP-ENV:Fault>')],
    [400, fault('ter:Sender', 'The action requested is not authorized')],
    [400, fault('wsse:FailedAuthentication')],
    [401, ''],
    [403, '<html><body>Forbidden</body></html>'],
  ])('%i %s: a sign-in is wanted', (status, text) => {
    expect(readAnswer(status, text, 'GetDNS')).toEqual({ kind: 'sign-in-wanted' });
  });

  it.each([
    [400, fault('ter:ActionNotSupported', 'Optional Action Not Implemented')],
    [500, fault('ter:ActionNotSupported')],
    [200, fault('ter:UnknownAction')],
  ])('%i: not supported, which is not "refused"', (status, text) => {
    expect(readAnswer(status, text, 'GetDNS')).toEqual({ kind: 'no-such-operation' });
  });

  it('another fault is told in its own words, cleaned', () => {
    expect(readAnswer(500, fault('ter:Action', 'Device\u001b[31m is busy'), 'GetDNS')).toEqual({ kind: 'fault', text: 'Device [31m is busy' });
    expect(readAnswer(500, fault('ter:Action'), 'GetDNS')).toEqual({ kind: 'fault', text: 'Action' });
    expect(readAnswer(200, body('<tds:GetNTPResponse/>'), 'GetDNS')).toEqual({ kind: 'fault', text: 'HTTP 200' });
  });

  it.each([
    [200, '<html><body>Router login</body></html>'],
    [404, ''],
    [200, ''],
    [200, body(dns).slice(0, 120)],
    [200, `<!DOCTYPE x [<!ENTITY a "b">]>${body(dns)}`],
  ])('%i %s: no ONVIF there', (status, text) => {
    expect(readAnswer(status, text, 'GetDNS')).toEqual({ kind: 'no-onvif', status });
  });

  it.each([500, 503])('%i without a word of ONVIF: trouble of the server, which says nothing about what it speaks', (status) => {
    expect(readAnswer(status, '<html>busy</html>', 'GetDNS')).toEqual({ kind: 'trouble', status });
  });

  it('whatever is damaged, it has one of the meanings and clean words', () => {
    fuzz([body(dns), fault('ter:NotAuthorized', 'no'), fault('ter:Other', 'something else')], (data) => {
      const answer = readAnswer(200, data.toString('utf8'), 'GetDNS');
      expect(['answer', 'sign-in-wanted', 'no-such-operation', 'fault', 'no-onvif']).toContain(answer.kind);
      if (answer.kind === 'fault') expect(answer.text).toMatch(/^[^\u0000-\u001f\u007f-\u009f]{0,80}$/);
    });
  });
});
