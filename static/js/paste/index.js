// What a clipboard holds, as HTML of our vocabulary, with its pictures as files and a count of what could not be kept.
import { Losses } from "masterplan/paste/losses";
import { plain } from "masterplan/paste/office";
import { fromData, fromRtf } from "masterplan/paste/pictures";
import { fromText } from "masterplan/paste/plain";
import { Reader } from "masterplan/paste/reading";
import { stylesOf } from "masterplan/paste/styles";

const SHEET = /office:excel|content=["']?Excel|<td[^>]+(class=["']?xl\d|\ssdval=)|google-sheets-html-origin/i;

// {html, files: Map from the key in data-pending to a File, losses}; null if there is nothing that concerns us.
export function fromClipboard(data) {
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  const images = [...(data.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (/data-pm-slice/.test(html)) return null; // our own, or another ProseMirror's: it knows its way in
  const losses = new Losses();
  if (!html || isPdfViewer(html)) {
    if (text.trim()) return { html: fromText(text), files: new Map(), losses };
    return images.length ? { html: "", files: new Map(images.map((file, n) => [`f${n}`, file])), losses, onlyFiles: true } : null;
  }
  return fromHtml(html, { rtf: data.getData("text/rtf"), images, losses });
}

export function fromHtml(html, { rtf = "", images = [], losses = new Losses() } = {}) {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  const styles = stylesOf(page);
  plain(page, losses, (element) => styles.get(element) ?? {});
  const files = new Map();
  const onDisk = [...page.images].filter((img) => !/^(data:|(https?:)?\/\/|\/gambar\/)/i.test((img.getAttribute("src") ?? "").trim()));
  const carried = rtf ? fromRtf(rtf) : [];
  if (carried.length !== onDisk.length) carried.length = 0; // which is which cannot be told
  const alone = images.length === 1 && page.images.length === 1 && !page.body.textContent.trim();
  const keep = (file) => {
    const key = `p${files.size}`;
    files.set(key, file);
    return { key };
  };
  const take = (img) => {
    const src = (img.getAttribute("src") ?? "").trim();
    const ours = src.match(/^(?:https?:\/\/[^/]+)?(\/gambar\/[\da-f-]{36})$/);
    if (ours && (src.startsWith("/") || src.startsWith(location.origin))) return { src: ours[1] };
    if (alone) return keep(images[0]);
    if (src.startsWith("data:")) {
      const file = fromData(src);
      if (file) return keep(file);
      losses.add(src.startsWith("data:image/svg") ? "drawings" : "brokenpictures");
      return null;
    }
    if (/^(https?:)?\/\//i.test(src)) { losses.add("webpictures"); return null; }
    const file = carried[onDisk.indexOf(img)];
    if (file) return keep(file);
    losses.add(/^file:|^[a-z]:|^\\\\/i.test(src) || rtf ? "filepictures" : "webpictures");
    return null;
  };
  const blocks = new Reader(page, styles, losses, { takePicture: take, isSheet: SHEET.test(html) }).read();
  return { html: blocks.map((block) => block.outerHTML).join(""), files, losses };
}

// The same page with its styles as plain data: the content security policy would complain about each of them.
function unstyled(html) {
  return html.replace(/\0/g, "").replace(/<[a-z/][^>]*>/gi, (tag) => (/^<\/?style\b/i.test(tag)
    ? tag.replace(/^<(\/?)style\b/i, "<$1script data-sheet") : /^<base\b/i.test(tag) ? "" : tag.replace(/(\s)style(?=\s*=)/gi, "$1data-look")));
}

// The viewer of Firefox copies its own places on the page; the words beside them are better.
function isPdfViewer(html) {
  return /<(span|br) role="presentation"/.test(html);
}
