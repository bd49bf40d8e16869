import { buttons, margin, narrow } from './measures.ts';
import type { Box, LayoutInput } from './scene.ts';

const chip = { height: 24, gap: 10, rowGap: 8, mostRows: 3 };

/** Chips beside each other, as many rows as they take; what finds no room is counted. */
export function chipRows(
  { relations = [] }: LayoutInput,
  width: number,
): { readonly boxes: readonly (Box & { readonly id: string })[]; readonly height: number } {
  const boxes: (Box & { readonly id: string })[] = [];
  const room = width - 2 * margin - (width < narrow ? 0 : buttons.width);
  let x = 0;
  let row = 0;
  for (const one of relations) {
    const wide = Math.min(one.width, room);
    if (x > 0 && x + wide > room) {
      x = 0;
      row++;
    }
    if (row >= chip.mostRows) break;
    boxes.push({ id: one.id, x: margin + x, y: row * (chip.height + chip.rowGap), width: wide, height: chip.height });
    x += wide + chip.gap;
  }
  const rows = boxes.length === 0 ? 0 : Math.min(row, chip.mostRows - 1) + 1;
  return { boxes, height: rows === 0 ? 0 : rows * (chip.height + chip.rowGap) + 4 };
}
