// The pictures of a paste. HTML from Word names files on somebody's disk; the same clipboard's RTF carries their bytes.

const TYPES = { "\\pngblip": "image/png", "\\jpegblip": "image/jpeg" };

// The pictures within an RTF text, in their order; null for one that browsers do not know (a metafile).
export function fromRtf(rtf) {
  const found = [];
  const text = withoutGroups(rtf, "{\\nonshppict"); // the same once more, for old programs
  for (let at = text.indexOf("{\\pict"); at >= 0; at = text.indexOf("{\\pict", at + 1)) {
    const inner = text.slice(at + 6, endOfGroup(text, at) - 1).replace(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, " ");
    const type = TYPES[inner.match(/\\(?:png|jpeg)blip/)?.[0]];
    const digits = inner.match(/(?:^|\s)([\da-fA-F\s]{64,})$/)?.[1].replace(/\s+/g, "");
    found.push(type && digits ? file(bytesOf(digits), type, found.length + 1) : null);
  }
  return found;
}

function bytesOf(digits) {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

function endOfGroup(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

function withoutGroups(text, head) {
  let out = "", from = 0;
  for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, from)) {
    out += text.slice(from, at);
    from = endOfGroup(text, at);
  }
  return out + text.slice(from);
}

// A file from a data: address, or null for what is no picture of points.
export function fromData(address) {
  const [, type, coded, data] = address.match(/^data:(image\/[a-z+.-]+)[^,]*?(;base64)?,([\s\S]*)$/i) ?? [];
  if (!type || /svg/.test(type)) return null;
  try {
    const text = coded ? atob(data.replace(/\s/g, "")) : decodeURIComponent(data);
    return file(Uint8Array.from(text, (sign) => sign.charCodeAt(0)), type.toLowerCase(), 1);
  } catch {
    return null;
  }
}

function file(bytes, type, number) {
  return new File([bytes], `gambar-${number}.${type.slice(6)}`, { type });
}
