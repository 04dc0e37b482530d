using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;

namespace SoftCfg.Hosting.Services;

/// <summary>
/// A model as <c>IImageGenerator</c> of Microsoft.Extensions.AI. The prompt of a model of classes is a class's name, synonym or label.
/// Settings go into <c>AdditionalProperties</c> by the names of <see cref="SettingNames"/>, <c>seed</c> among them. Safe for
/// concurrent use: all requests share the model's engine.
/// </summary>
/// <param name="catalog">The models; the caller owns it.</param>
/// <param name="model">Which one; null means the default. <c>ModelId</c> of a request goes before it.</param>
public sealed class EngineImageGenerator(EngineCatalog catalog, string? model = null) : IImageGenerator
{
    private const string Seed = "seed";

    /// <summary>Generates images.</summary>
    /// <param name="request">What to show; no originals.</param>
    /// <param name="options">How many, how large, as which file, with which settings.</param>
    /// <param name="cancellationToken">Gives them up; their places are free before the next step.</param>
    /// <returns>
    /// A <see cref="DataContent"/> for each image, whose additional properties say its seed and index. <c>RawRepresentation</c> is the list of
    /// <see cref="FinishedEvent"/>.
    /// </returns>
    /// <exception cref="OrderException">Something asked for cannot be; it names the field.</exception>
    /// <exception cref="UnknownModelException">There is no such model.</exception>
    /// <exception cref="EngineBusyException">Too many images wait.</exception>
    /// <exception cref="EngineStoppedException">The host stops.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(ImageGenerationRequest request, ImageGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var format = PictureFormat.Find(options?.MediaType ?? PictureFormat.Png.MediaType);
        var order = OrderOf(request, options);
        var engine = await catalog.GetAsync(options?.ModelId ?? model, cancellationToken);
        var images = new FinishedEvent[order.Count];
        await foreach (var item in engine.RunAsync(order.Requests(catalog.Find(engine.Name), engine.Generator), null, cancellationToken))
        {
            if (item is FinishedEvent finished)
                images[finished.Image] = finished;
        }
        var contents = images.Select((image, index) => (AIContent)new DataContent(format.Encode(image.Picture), format.MediaType)
        {
            AdditionalProperties = new() { [Seed] = order.Seed, ["index"] = order.FirstIndex + index },
        });
        return new(contents.ToList()) { RawRepresentation = images };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata("softcfg", defaultModelId: catalog.Find(model).Name)
            : serviceType == typeof(EngineCatalog) ? catalog
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Nothing: the catalog owns the models.</summary>
    public void Dispose()
    {
    }

    private static ImageOrder OrderOf(ImageGenerationRequest request, ImageGenerationOptions? options)
    {
        if (request.OriginalImages?.Any() == true)
            throw new OrderException("originals", "Images are generated from prompts and classes here, not from other images.");
        if (options?.ResponseFormat is ImageGenerationResponseFormat.Uri or ImageGenerationResponseFormat.Hosted)
            throw new OrderException("response_format", "Images come as data; nothing is hosted here.");
        var properties = (options?.AdditionalProperties ?? []).ToDictionary(property => property.Key, property => TextOf(property.Value),
            StringComparer.Ordinal);
        var seed = properties.Remove(Seed, out var text) ? SeedOf(text) : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 11;
        return new()
        {
            Prompt = request.Prompt ?? "",
            Count = options?.Count ?? 1,
            Size = options?.ImageSize is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size.Width}x{size.Height}") : null,
            Seed = seed,
            Settings = properties,
        };
    }

    private static ulong SeedOf(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new OrderException(Seed, $"seed must be a whole number from 0 to {ulong.MaxValue}.");

    private static string TextOf(object? value) => value switch
    {
        bool on => on ? "on" : "off",
        GuidanceKind kind => GuidanceNames.Of(kind),
        Enum word => word.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
