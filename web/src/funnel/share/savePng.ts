import { save } from '@/ui/csv.ts';

/** Twice as fine as it is drawn: sharp on any screen, and on paper. */
export const fineness = 2;

/** An SVG as the browser draws it, as a file. Whatever it needs must stand in it. */
export async function savePng(
  svg: string,
  width: number,
  height: number,
  name: string,
): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * fineness;
  canvas.height = height * fineness;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('no picture');
  save(name, blob);
}
