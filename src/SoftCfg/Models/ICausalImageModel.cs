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

    /// <summary>Size of the vocabulary that is predicted, V: tokens are 0 .. V-1.</summary>
    int CodebookSize { get; }

    /// <summary>Classes, C: class labels are 0 .. C-1; 0 of a model that is conditioned on prompts alone.</summary>
    int ClassCount { get; }

    /// <summary>The element type of weights and cache.</summary>
    ScalarType Dtype { get; }

    /// <summary>Where the weights live.</summary>
    Device Device { get; }

    /// <summary>The tokens in front of an image: what conditions it, in a vocabulary of the model's own behind that of images.</summary>
    /// <param name="classLabel">A class label; null gives the context of the unconditional branch.</param>
    /// <returns>At least one token.</returns>
    IReadOnlyList<long> Context(int? classLabel);

    /// <summary>Allocates a cache.</summary>
    /// <param name="slots">Slots: one per branch of every sequence decoded at a time.</param>
    /// <param name="capacity">Positions that each can hold: context and image tokens.</param>
    /// <returns>An empty cache; the caller disposes it.</returns>
    KeyValueCache CreateCache(int slots, int capacity);

    /// <summary>
    /// Feeds the tokens of a pass and returns what follows: attention goes through <see cref="CachedAttention.Attend"/>. Lengths
    /// of slots are moved by the caller, not here.
    /// </summary>
    /// <param name="pass">What is fed, and into which slots.</param>
    /// <param name="cache">What has been fed so far.</param>
    /// <returns>
    /// Float logits of the tokens that follow each row's last <see cref="ForwardPass.LogitCount"/> tokens: [rows, count, V]. The
    /// caller disposes them.
    /// </returns>
    Tensor Forward(ForwardPass pass, KeyValueCache cache);
}
