/** The kinds of image that are decoded. */
export type ImageKind = 'PNG' | 'JPEG';

interface Signature {
  readonly kind: string;
  readonly offset?: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];

const signatures: readonly Signature[] = [
  { kind: 'PNG', bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { kind: 'JPEG', bytes: [0xff, 0xd8, 0xff] },
  { kind: 'GIF', bytes: ascii('GIF8') },
  { kind: 'WebP', offset: 8, bytes: ascii('WEBP') },
  { kind: 'TIFF', bytes: [...ascii('II'), 42, 0] },
  { kind: 'TIFF', bytes: [...ascii('MM'), 0, 42] },
  { kind: 'BMP', bytes: ascii('BM') },
  { kind: 'HEIF or AVIF', offset: 4, bytes: ascii('ftyp') },
  { kind: 'JPEG XL', bytes: [0xff, 0x0a] },
  { kind: 'JPEG 2000', offset: 4, bytes: ascii('jP  ') },
  { kind: 'PDF', bytes: ascii('%PDF') },
  { kind: 'SVG', bytes: ascii('<svg') },
  { kind: 'gzip', bytes: [0x1f, 0x8b] },
  { kind: 'ZIP', bytes: ascii('PK\x03\x04') },
];

/** What bytes are by how they begin, whatever their name or type says; undefined where that is not known. */
export function findKind(bytes: Uint8Array): string | undefined {
  const found = signatures.find(({ offset = 0, bytes: expected }) =>
    expected.every((byte, k) => bytes[offset + k] === byte),
  );
  return found?.kind;
}

export function isImageKind(kind: string | undefined): kind is ImageKind {
  return kind === 'PNG' || kind === 'JPEG';
}
