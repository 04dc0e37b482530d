using Microsoft.AspNetCore.Http;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;
using SoftCfg.Imaging;
using SoftCfg.Playground.Api;
using SoftCfg.Sessions;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Playground.Pages;

/// <summary>
/// The tokens of a picture. The page decodes the file, crops and resizes it, and sends pixels: the server reads no foreign file formats.
/// </summary>
internal static class PictureEndpoint
{
    /// <summary>What the body is. It also keeps pages of strangers out: a browser asks before it sends this type for them.</summary>
    private const string ContentType = "application/octet-stream";

    /// <summary>Encodes a picture: RGB bytes, row by row.</summary>
    /// <exception cref="OrderException">It cannot be.</exception>
    public static async Task<IResult> EncodeAsync(HttpContext context, EngineCatalog catalog, PlaygroundOptions limits,
        string? model, int width = 0, int height = 0)
    {
        if (context.Request.ContentType != ContentType)
            throw new OrderException("Content-Type", $"The body must be pixels: send 'Content-Type: {ContentType}'.");
        if (width < 1 || height < 1 || (long)width * height > limits.MostPixels)
            throw new OrderException("width", $"The picture is {width} x {height}; it must have 1 to {limits.MostPixels} pixels.");
        var pixels = new byte[3 * width * height];
        if (context.Request.ContentLength != pixels.Length)
        {
            throw new OrderException("body", $"The picture has {context.Request.ContentLength} bytes, but {width} x {height} pixels of three bytes are " +
                $"{pixels.Length}.");
        }
        var generator = (await catalog.GetAsync(model, context.RequestAborted)).Generator;
        await context.Request.Body.ReadExactlyAsync(pixels, context.RequestAborted);
        try
        {
            var codes = await Task.Run(() => generator.CodesOf(new RgbImage(width, height, pixels)), context.RequestAborted);
            var image = generator.Prepare(generator.ClassCount > 0
                ? new ImageRequest { ClassLabel = 0 }
                : new ImageRequest { Prompt = new ImagePrompt("any", width, height) });
            return Results.Json(new { Codes = codes, image.Grid }, ApiJson.Options);
        }
        catch (ArgumentException e)
        {
            throw new OrderException("width", e.Message, e);
        }
    }
}
