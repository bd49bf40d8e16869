/** kubectl/pkg/explain/formatter.go wrapString: joins lines into paragraphs, but keeps lists, code and what ends in a colon. */
export function wrapParagraphs(text: string, width: number): readonly string[] {
  const wrapped: string[] = [];
  let words: string[] = [];
  let lastWord = '';
  const flush = (): void => {
    if (words.length === 0) return;
    lastWord = '';
    wrapped.push(words.join(' '));
    words = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('    ')) {
      flush();
      wrapped.push(line);
      continue;
    }
    if (wrapped.length > 0 && line.trim() === '') {
      flush();
      wrapped.push('');
      continue;
    }
    if (lastWord.endsWith(':') || line.trim() === '' || /^(\d+\.?|-|\*)\s/.test(line.trim())) flush();
    for (const word of line.split(/\s+/).filter((one) => one !== '')) {
      lastWord = word;
      if (words.length > 0 && [...words, word].join(' ').length > width) flush();
      words.push(word);
    }
  }
  flush();
  return wrapped;
}
