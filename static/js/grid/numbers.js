// Numbers as people write them: the same reading as pillars/numbers.py, and what spreadsheets in English add to it.

// The number that a text stands for, or NaN. Dots are thousands, the comma is the decimal sign.
export function read(text) {
  const plain = text.trim().replace(/^rp\.?|[\s\u00a0]|%$|,-+$/gi, "");
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$|^-?\d+(,\d+)?$/.test(plain)) return Number(plain.replaceAll(".", "").replace(",", "."));
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

const format = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 6 }); // made once: making it is what costs
export const show = (number) => format.format(number);

const bare = (text) => text.trim().replace(/^(rp|idr)\.?|[\s\u00a0]|%$|,-+$/gi, "");
// "1,250,000", "1,250.50", "0.5": no Indonesian writes so, hence the whole range comes from a spreadsheet in English.
const ENGLISH = /^-?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^-?\d{1,3}(,\d{3})+\.\d+$|^-?\d+\.(\d{1,2}|\d{4,})$/;
const INDONESIAN = /^-?\d{1,3}(\.\d{3}){2,}(,\d+)?$|^-?\d{1,3}(\.\d{3})+,\d+$|^-?\d+,(\d{1,2}|\d{4,})$/;

// Does a range of texts come from a spreadsheet that writes numbers in the English way?
export function isEnglish(texts) {
  const plain = texts.map(bare);
  return plain.some((text) => ENGLISH.test(text)) && !plain.some((text) => INDONESIAN.test(text));
}

// A text as its cell shows it: numbers in id-ID whatever they came in, anything else as it is.
export function tidy(text, kind, english = false) {
  if (kind === "year") return text.trim().replace(/[.,]0+$/, "");
  if (kind !== "money" && kind !== "value") return text;
  let plain = bare(text);
  if (kind === "money" && /^[-–—]?$/.test(plain)) return ""; // how accounting formats write nothing
  if (english && /^-?\d{1,3}(,\d{3})*(\.\d+)?$|^-?\d+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "").replace(".", ",");
  if (kind === "money" && /^\d{1,3}(,\d{3})+$/.test(plain)) plain = plain.replaceAll(",", ""); // no rupiah has three decimals
  if (/^-?\d+([.,]\d+)?e\+?\d+$/i.test(plain)) plain = String(Number(plain.replace(",", "."))); // 1,25E+09
  const number = read(plain);
  return Number.isNaN(number) || Math.abs(number) >= 1e15 ? text.trim() : show(number);
}
