using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SoftCfg.Hosting.Orders;

namespace SoftCfg.Playground.Api.Images;

/// <summary>Reads the body of a request for images.</summary>
internal static class ImagesReader
{
    private const int LongestPrompt = 8_000, MostPartialImages = 100;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>Reads a body.</summary>
    /// <exception cref="OrderException">Something in it cannot be; it names the field.</exception>
    /// <exception cref="BadHttpRequestException">It is too large or comes too slowly.</exception>
    public static async Task<ImagesOrder> ReadAsync(HttpRequest request, PlaygroundOptions limits, CancellationToken cancellationToken)
    {
        // A browser sends for pages of strangers, without asking, what has no type.
        if (!request.HasJsonContentType())
            throw new OrderException("Content-Type", "The body must be JSON: send 'Content-Type: application/json'.");
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, Strict, cancellationToken);
            return Read(new JsonFields(body.RootElement), limits);
        }
        catch (JsonException e)
        {
            throw new OrderException("body", $"The body is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
    }

    private static ImagesOrder Read(JsonFields fields, PlaygroundOptions limits)
    {
        var format = fields.Text("response_format");
        if (format is not (null or "b64_json"))
            throw new OrderException("response_format", "response_format must be b64_json: images come in the answer, nothing is hosted here.");
        var prompt = fields.Text("prompt") ?? throw new OrderException("prompt", "prompt is missing: say what the image shows.");
        if (prompt.Length > LongestPrompt)
            throw new OrderException("prompt", $"prompt has {prompt.Length} characters; at most {LongestPrompt} are read.");
        var order = new ImagesOrder(fields.Text("model"), new()
        {
            Prompt = prompt,
            Count = fields.Number("n", 1, limits.MostImages) ?? 1,
            Size = fields.Text("size"),
            Seed = fields.LongNumber("seed", ulong.MaxValue) ?? AnySeed(),
            FirstIndex = (long)(fields.LongNumber("index", long.MaxValue / 2) ?? 0),
            MostPixels = limits.MostPixels,
            Settings = Settings(fields),
        })
        {
            Format = PictureFormat.Find(fields.Text("output_format") ?? PictureFormat.Png.Name),
            Stream = fields.Switch("stream") ?? false,
            PartialImages = fields.Number("partial_images", 0, MostPartialImages) ?? 0,
            Steps = fields.Switch("steps") ?? false,
        };
        fields.Ignore("quality", "style", "user", "background", "moderation", "output_compression");
        fields.RefuseOthers();
        return order.Steps && !order.Stream
            ? throw new OrderException("steps", "steps are told in a stream only; ask for stream as well.")
            : order;
    }

    private static Dictionary<string, string> Settings(JsonFields fields)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in SettingNames.All)
        {
            if (fields.Setting(name) is { } value)
                settings[name] = value;
        }
        return settings;
    }

    /// <summary>A seed that JavaScript can hold.</summary>
    private static ulong AnySeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 11;
}
