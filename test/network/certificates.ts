/** Certificates with one fault each, made anew by openssl: one that is shipped would expire. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  readonly folder: string;
  /** File with the authority that signs the others. */
  readonly authority: string;
  selfSigned(): Pair;
  /** Signed by the authority, for the address 127.0.0.1 where nothing else is said. Dates as `YYYYMMDDHHMMSSZ`. */
  signed(options?: { name?: string; from?: string; to?: string; self?: boolean }): Pair;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'nvr-doctor-certificates-'));
  const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const newKey = (file: string): void => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file);
  newKey('ca.key');
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-days', '30', '-subj', '/CN=An Authority', '-out', 'ca.pem');
  writeFileSync(join(folder, 'index.txt'), '');
  let serial = 10;
  return {
    folder,
    authority: join(folder, 'ca.pem'),
    selfSigned() {
      const name = `own-${serial++}`;
      newKey(`${name}.key`);
      openssl('req', '-x509', '-new', '-key', `${name}.key`, '-days', '30', '-subj', '/CN=NVR', '-out', `${name}.pem`);
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
    },
    signed({ name = 'IP:127.0.0.1', from = '20200101000000Z', to = '20991231235959Z', self = false } = {}) {
      const file = `signed-${serial++}`;
      newKey(`${file}.key`);
      openssl('req', '-new', '-key', `${file}.key`, '-subj', `/CN=${file}`, '-out', `${file}.csr`);
      const config = `[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\nx509_extensions=v\n[p]\ncommonName=supplied\n[v]\nsubjectAltName=${name}\n`;
      writeFileSync(join(folder, `${file}.cnf`), config);
      const signer = self ? ['-selfsign', '-keyfile', `${file}.key`] : ['-cert', 'ca.pem', '-keyfile', 'ca.key'];
      openssl('ca', '-batch', '-notext', '-config', `${file}.cnf`, ...signer, '-startdate', from, '-enddate', to, '-in', `${file}.csr`, '-out', `${file}.pem`);
      return { key: read(`${file}.key`), cert: read(`${file}.pem`) };
    },
  };
}
