/** What the page's style sheets decide about a drawing; written into each element, so that the file needs none. */
const properties = [
  'display',
  'fill',
  'fill-opacity',
  'font-family',
  'font-size',
  'font-style',
  'font-variant-numeric',
  'font-weight',
  'opacity',
  'paint-order',
  'stroke',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'stroke-width',
  'text-anchor',
  'transform',
  'visibility',
] as const;

const margin = 12;

/**
 * The drawing as a file of its own: everything of it, however far the camera has gone in.
 * @param drawing an `svg` element of the page, with a `.scene` that the camera moves
 */
export function standaloneSvg(drawing: SVGSVGElement): {
  readonly text: string;
  readonly width: number;
  readonly height: number;
} {
  const scene = drawing.querySelector<SVGGElement>('.scene');
  if (scene === null) throw new Error('the drawing has no scene');
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  style(drawing, copy);
  copy.querySelector<SVGGElement>('.scene')?.style.removeProperty('transform');
  const { x, y, width, height } = scene.getBBox();
  const size = { width: Math.ceil(width + 2 * margin), height: Math.ceil(height + 2 * margin) };
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `${Math.floor(x - margin)} ${Math.floor(y - margin)} ${size.width} ${size.height}`);
  copy.setAttribute('width', String(size.width));
  copy.setAttribute('height', String(size.height));
  copy.style.background = getComputedStyle(drawing.parentElement ?? drawing).backgroundColor;
  return { text: new XMLSerializer().serializeToString(copy), ...size };
}

/** Writes the computed style of every element into its copy; what is not shown is left out. */
function style(from: Element, to: Element): void {
  const computed = getComputedStyle(from);
  if (computed.display === 'none') {
    to.remove();
    return;
  }
  const kept = properties.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';');
  const [children, copies] = [[...from.children], [...to.children]];
  children.forEach((child, i) => style(child, copies[i]!));
  for (const name of ['class', 'tabindex', 'style', 'aria-selected', 'aria-expanded']) to.removeAttribute(name);
  for (const name of to.getAttributeNames()) if (name.startsWith('data-')) to.removeAttribute(name);
  if (from.localName === 'title' || from.localName === 'desc') return;
  to.setAttribute('style', kept);
}
