import { KeyObject, webcrypto } from 'node:crypto';
// @peculiar/x509 needs it.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** A certificate for one host, its key, and the authority that signed it; all as PEM. */
export interface HostCertificate {
  authority: string;
  certificate: string;
  key: string;
}

/** Creates an authority whose key is forgotten at once: it signs this one certificate and no other. */
export async function createCertificate(host: string): Promise<HostCertificate> {
  const issuer = 'CN=Demo authority';
  const [authorityKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const common = {
    // The clock of another process may be a little behind.
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + YEAR_MS),
    issuer,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: ALGORITHM,
  };
  const [authority, certificate] = await Promise.all([
    X509CertificateGenerator.create(
      {
        ...common,
        subject: issuer,
        publicKey: authorityKeys.publicKey,
        extensions: [
          new BasicConstraintsExtension(true, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
        ],
      },
      webcrypto,
    ),
    X509CertificateGenerator.create(
      {
        ...common,
        subject: `CN=${host}`,
        publicKey: keys.publicKey,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
      },
      webcrypto,
    ),
  ]);
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { authority: authority.toString('pem'), certificate: certificate.toString('pem'), key: String(key) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
