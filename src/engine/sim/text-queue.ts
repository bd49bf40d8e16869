/** Text on its way, in the pieces in which it was written; it is taken off the front in any sizes. */
export class TextQueue {
  #pieces: string[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#length += text.length;
  }

  take(max: number): string {
    if (this.#length <= max) {
      const all = this.#pieces.length === 1 ? this.#pieces[0]! : this.#pieces.join('');
      this.#pieces = [];
      this.#length = 0;
      return all;
    }
    let out = '';
    while (out.length < max) {
      const piece = this.#pieces[0]!;
      const room = max - out.length;
      if (piece.length <= room) {
        out += piece;
        this.#pieces.shift();
      } else {
        out += piece.slice(0, room);
        this.#pieces[0] = piece.slice(room);
      }
    }
    this.#length -= out.length;
    return out;
  }
}
