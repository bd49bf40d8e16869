import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { standaloneSvg } from './standalone-svg.ts';

/** Pixels of the image for one of the drawing: sharp on a slide. */
const density = 2;

/** Saves the whole picture as a file: as a drawing that scales, or as an image. */
export function SavePicture({ host }: { readonly host: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const drawing = (): SVGSVGElement | null => host.current?.querySelector<SVGSVGElement>('svg[role="tree"]') ?? null;
  return (
    <>
      <button
        type="button"
        className="button plain"
        aria-label={t('picture.saveSvg')}
        title={t('picture.saveSvg')}
        onClick={() => saveSvg(drawing())}
      >
        SVG
      </button>
      <button
        type="button"
        className="button plain"
        aria-label={t('picture.savePng')}
        title={t('picture.savePng')}
        onClick={() => void savePng(drawing())}
      >
        PNG
      </button>
    </>
  );
}

function saveSvg(drawing: SVGSVGElement | null): void {
  if (drawing === null) return;
  save(new Blob([standaloneSvg(drawing).text], { type: 'image/svg+xml' }), 'podarium.svg');
}

async function savePng(drawing: SVGSVGElement | null): Promise<void> {
  if (drawing === null) return;
  const { text, width, height } = standaloneSvg(drawing);
  const image = new Image(width, height);
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * density;
  canvas.height = height * density;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((blob) => blob !== null && save(blob, 'podarium.png'), 'image/png');
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the data by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
