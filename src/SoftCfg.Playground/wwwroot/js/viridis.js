// Every 17th of the 256 published colours (S. van der Walt and N. Smith, CC0), as in the library's plots.
const knots = [
  0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e,
  0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725,
].map(rgb => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]);

/** The colour of a value from 0 to 1: [red, green, blue]. */
export function viridis(value) {
  const place = Math.min(Math.max(value, 0), 1) * (knots.length - 1);
  const index = Math.min(Math.floor(place), knots.length - 2);
  return knots[index].map((low, channel) => Math.round(low + (knots[index + 1][channel] - low) * (place - index)));
}

/** Fills a canvas with the colours from the least to the largest value. */
export function drawLegend(canvas) {
  canvas.width = 128;
  canvas.height = 1;
  const pixels = new ImageData(canvas.width, 1);
  for (let x = 0; x < canvas.width; x++)
    pixels.data.set([...viridis(x / (canvas.width - 1)), 255], 4 * x);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
