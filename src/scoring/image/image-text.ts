const dataUrlPrefix = /^data:[^,]{0,100};base64,/;
const padding = /={1,2}$/;

/** The bytes of an image written in base64, with or without `data:image/png;base64,` before it; undefined for other texts. */
export function parseImageText(text: string): Uint8Array | undefined {
  const [prefix = ''] = dataUrlPrefix.exec(text) ?? [];
  const digits = text.slice(prefix.length).replace(padding, '');
  const bytes = Buffer.from(digits, 'base64');
  // Node.js passes over what is no digit: then there are fewer bytes.
  const isBase64 = digits.length % 4 !== 1 && bytes.length === Math.floor((digits.length * 3) / 4);
  return isBase64 && bytes.length > 0 ? bytes : undefined;
}
