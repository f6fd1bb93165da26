// QR codes of addresses (ISO/IEC 18004): bytes, error correction M, versions 1 to 10, which hold 213 octets.

/** Of each version from 1 on: codewords in all, those of error correction in a block, and how many blocks there are (table 9). */
const versions = [
  [26, 10, 1], [44, 16, 1], [70, 26, 1], [100, 18, 2], [134, 24, 2], [172, 16, 4], [196, 18, 4], [242, 22, 4], [292, 22, 5], [346, 26, 5],
];
/** Where the centres of alignment patterns lie, besides 6 (annex E). */
const alignments = [[], [18], [22], [26], [30], [34], [22, 38], [24, 42], [26, 46], [28, 50]];
/** Which modules a mask turns over (table 10). */
const masks = [
  (x, y) => (x + y) % 2 === 0, (x, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
  (x, y) => ((x / 3 | 0) + (y / 2 | 0)) % 2 === 0, (x, y) => (x * y) % 2 + (x * y) % 3 === 0,
  (x, y) => ((x * y) % 2 + (x * y) % 3) % 2 === 0, (x, y) => ((x + y) % 2 + (x * y) % 3) % 2 === 0,
];

/** The modules of a code, row by row, dark ones true; `undefined` when the text is too long. @returns {boolean[][]|undefined} */
export function code(text) {
  const octets = new TextEncoder().encode(text);
  const index = versions.findIndex(([all, correction, blocks], at) =>
    octets.length + (at < 9 ? 2 : 3) <= all - correction * blocks);
  if (index < 0) return undefined;
  const symbol = new Square(index + 1);
  symbol.fill(codewords(octets, index));
  return symbol.masked();
}

/** The code as a picture; its colours are those of ink on paper, whatever the page's are. @returns {SVGElement|undefined} */
export function picture(text) {
  const rows = code(text);
  if (!rows) return undefined;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  // Four modules around it stay light (§6.3.8).
  const size = rows.length + 8;
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const draw = (colour, path) => {
    const part = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
    part.setAttribute("fill", colour);
    part.setAttribute("d", path);
  };
  draw("#fff", `M0 0h${size}v${size}h-${size}z`);
  draw("#000", rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join(""));
  return svg;
}

/** Data and its error correction, in the order in which they are laid down. */
function codewords(octets, index) {
  const [all, correction, count] = versions[index];
  const room = all - correction * count;
  const bits = [];
  const put = (value, length) => { for (let bit = length - 1; bit >= 0; bit--) bits.push(value >> bit & 1); };
  put(0b0100, 4);
  put(octets.length, index < 9 ? 8 : 16);
  for (const octet of octets) put(octet, 8);
  put(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let bit = 0; bit < bits.length; bit += 8) data.push(bits.slice(bit, bit + 8).reduce((value, next) => value * 2 + next, 0));
  for (let pad = 0; data.length < room; pad++) data.push(pad % 2 ? 0x11 : 0xec);
  // The last blocks are longer by one where they cannot all be equal.
  const [short, long] = [Math.floor(room / count), room % count];
  const blocks = [];
  for (let block = 0, start = 0; block < count; block++) {
    const length = short + (block >= count - long ? 1 : 0);
    blocks.push(data.slice(start, start += length));
  }
  const checks = blocks.map((block) => remainder(block, correction));
  const laid = [];
  for (let at = 0; at <= short; at++) for (const block of blocks) if (at < block.length) laid.push(block[at]);
  for (let at = 0; at < correction; at++) for (const check of checks) laid.push(check[at]);
  return laid;
}

// Reed-Solomon codes over the field of 256 elements that x⁸ + x⁴ + x³ + x² + 1 makes (§7.5.2)

const powers = [1];
while (powers.length < 255) powers.push(powers.at(-1) << 1 ^ (powers.at(-1) & 0x80 ? 0x11d : 0));
const product = (one, other) => (one && other ? powers[(powers.indexOf(one) + powers.indexOf(other)) % 255] : 0);

/** What is left of a block when the generator of so many codewords has divided it. */
function remainder(block, length) {
  let generator = [1];
  for (let power = 0; power < length; power++) {
    const times = [...generator, 0];
    generator.forEach((factor, at) => { times[at + 1] ^= product(factor, powers[power]); });
    generator = times;
  }
  const rest = [...block, ...new Array(length).fill(0)];
  block.forEach((_, at) => {
    const factor = rest[at];
    if (factor) generator.forEach((each, offset) => { rest[at + offset] ^= product(each, factor); });
  });
  return rest.slice(block.length);
}

/** The check bits of a number (annexes C and D). */
function checked(value, bits, generator) {
  const length = 31 - Math.clz32(generator);
  let rest = value << length;
  for (let bit = bits + length - 1; bit >= length; bit--) if (rest >> bit & 1) rest ^= generator << (bit - length);
  return value << length | rest;
}

/** The square of modules. */
class Square {
  #version;
  #size;
  /** Dark or light, and `undefined` where data goes. */
  #fixed;
  #rows;

  constructor(version) {
    this.#version = version;
    this.#size = 17 + 4 * version;
    this.#fixed = Array.from({ length: this.#size }, () => new Array(this.#size).fill(undefined));
    const last = this.#size - 7;
    for (const [x, y] of [[0, 0], [last, 0], [0, last]]) this.#square(x + 3, y + 3, 4, (ring) => ring !== 2 && ring !== 4);
    const centres = [6, ...alignments[version - 1]];
    if (version > 1) {
      for (const x of centres) {
        for (const y of centres) if (this.#fixed[y][x] === undefined) this.#square(x, y, 2, (ring) => ring !== 1);
      }
    }
    for (let at = 8; at < this.#size - 8; at++) this.#fixed[6][at] = this.#fixed[at][6] = at % 2 === 0;
    if (version >= 7) this.#writeVersion();
    this.#writeFormat(0);
  }

  /** Lays data down: upward and downward in columns of two, from the right (§7.7.3). */
  fill(codewords) {
    this.#rows = this.#fixed.map((row) => [...row]);
    let bit = 0;
    let isUpward = true;
    for (let right = this.#size - 1; right > 0; right -= right === 8 ? 3 : 2, isUpward = !isUpward) {
      for (let step = 0; step < this.#size; step++) {
        const y = isUpward ? this.#size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#fixed[y][x] !== undefined) continue;
          this.#rows[y][x] = (codewords[bit >> 3] >> (7 - bit % 8) & 1) === 1;
          bit += 1;
        }
      }
    }
  }

  /** The symbol under the mask that makes it the easiest to read. */
  masked() {
    let best;
    masks.forEach((turns, mask) => {
      this.#writeFormat(mask);
      const rows = this.#rows.map((row, y) => row.map((isDark, x) =>
        (this.#fixed[y][x] === undefined ? isDark !== turns(x, y) : this.#fixed[y][x])));
      const score = penalty(rows);
      if (!best || score < best.score) best = { score, rows };
    });
    return best.rows;
  }

  /** Rings around a centre, as far as they lie within. */
  #square(x, y, reach, isDark) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const row = this.#fixed[y + dy];
        if (row && x + dx >= 0 && x + dx < this.#size) row[x + dx] = isDark(Math.max(Math.abs(dx), Math.abs(dy)));
      }
    }
  }

  /** The mask and the level of correction, twice (§7.9); M is 00. */
  #writeFormat(mask) {
    const bits = checked(mask, 5, 0b10100110111) ^ 0b101010000010010;
    const [last, fixed] = [this.#size - 1, this.#fixed];
    for (let bit = 0; bit < 15; bit++) {
      const isDark = (bits >> bit & 1) === 1;
      const near = bit < 6 ? bit : bit < 8 ? bit + 1 : 14 - bit;
      if (bit < 8) fixed[near][8] = isDark;
      else fixed[8][bit === 8 ? 7 : near] = isDark;
      if (bit < 8) fixed[8][last - bit] = isDark;
      else fixed[last - 14 + bit][8] = isDark;
    }
    fixed[last - 7][8] = true;
  }

  /** The version, twice (§7.10). */
  #writeVersion() {
    const bits = checked(this.#version, 6, 0b1111100100101);
    for (let bit = 0; bit < 18; bit++) {
      const [along, across] = [bit / 3 | 0, this.#size - 11 + bit % 3];
      this.#fixed[along][across] = this.#fixed[across][along] = (bits >> bit & 1) === 1;
    }
  }
}

/** How hard a symbol is to read (§7.8.3): runs, blocks, what looks like a finder, and too much of one colour. */
function penalty(rows) {
  const size = rows.length;
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  let sum = 0;
  for (const line of [...rows, ...columns]) {
    const text = line.map((isDark) => (isDark ? 1 : 0)).join("");
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * [...text.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      if (rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) sum += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length / size ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
