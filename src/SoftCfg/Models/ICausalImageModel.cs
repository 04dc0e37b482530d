using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Models;

/// <summary>
/// A model that predicts an image's tokens one after the other. It holds no decode state: what it has seen lives in the
/// cache that it is given. Implement this to get SoftCFG for a model of your own, see docs/recipes/bring-your-own-model.md.
/// </summary>
public interface ICausalImageModel : IDisposable
{
    /// <summary>Image tokens per image, N.</summary>
    int SequenceLength { get; }

    /// <summary>Size of the codebook, V: tokens are 0 .. V-1.</summary>
    int CodebookSize { get; }

    /// <summary>Classes, C: class labels are 0 .. C-1.</summary>
    int ClassCount { get; }

    /// <summary>The condition of the unconditional branch ("no class").</summary>
    long EmptyCondition { get; }

    /// <summary>The element type of weights and cache.</summary>
    ScalarType Dtype { get; }

    /// <summary>Where the weights live.</summary>
    Device Device { get; }

    /// <summary>Allocates a cache for a whole image.</summary>
    /// <param name="rows">Forward-pass rows: batch times guidance branches.</param>
    /// <returns>An empty cache; the caller disposes it.</returns>
    KeyValueCache CreateCache(long rows);

    /// <summary>
    /// Feeds the next tokens and returns what follows. On an empty cache the model feeds its own prefix first, so that
    /// <c>Forward(conditions, no tokens, empty cache)</c> predicts token 0.
    /// </summary>
    /// <param name="conditions">int64 [rows]: a class label, or <see cref="EmptyCondition"/>.</param>
    /// <param name="tokens">int64 [rows, n]: the tokens behind those that the cache holds; n may be 0 on an empty cache.</param>
    /// <param name="cache">What has been fed so far; advanced by this call.</param>
    /// <returns>
    /// float logits of the tokens that follow each fed token: [rows, n, V], and one position more, in front, when the
    /// cache was empty. The caller disposes them.
    /// </returns>
    Tensor Forward(Tensor conditions, Tensor tokens, KeyValueCache cache);
}
