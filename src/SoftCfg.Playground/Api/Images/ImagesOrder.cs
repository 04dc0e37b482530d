using SoftCfg.Hosting.Orders;

namespace SoftCfg.Playground.Api.Images;

/// <summary>What a request asks for, read.</summary>
/// <param name="Model">The model's name; null means the default.</param>
/// <param name="Order">The images.</param>
internal sealed record ImagesOrder(string? Model, ImageOrder Order)
{
    /// <summary>How images are sent.</summary>
    public required PictureFormat Format { get; init; }

    /// <summary>Whether the answer is a stream of events.</summary>
    public bool Stream { get; init; }

    /// <summary>Previews of each image, at most.</summary>
    public int PartialImages { get; init; }

    /// <summary>Whether every step is told.</summary>
    public bool Steps { get; init; }
}
