using SoftCfg.Imaging;

namespace SoftCfg.Sessions;

/// <summary>An image as far as it was when the snapshot was taken. Immutable; safe on any thread while its generator lives.</summary>
public sealed class ImageSnapshot
{
    private readonly Canvas canvas;

    internal ImageSnapshot(Canvas canvas, IReadOnlyList<long> tokens) => (this.canvas, Tokens) = (canvas, tokens);

    /// <summary>Its tokens.</summary>
    public IReadOnlyList<long> Tokens { get; }

    /// <summary>Whether no token is missing.</summary>
    public bool IsWhole => Tokens.Count == canvas.Steps;

    /// <summary>
    /// Draws it; one image of a generator is drawn at a time. Where tokens are missing it is grey, and near there the picture may
    /// change once they come: image tokenizers look at neighbours.
    /// </summary>
    /// <param name="threads">
    /// Threads that compute, at most; as many as libtorch has where null. Who draws beside a session that steps leaves it some.
    /// </param>
    /// <returns>The picture, whatever the number of threads.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There would be no thread.</exception>
    public RgbImage Render(int? threads = null) => canvas.Draw(Tokens, threads);
}
