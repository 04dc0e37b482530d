using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

/// <summary>Forward passes of the first slots of a cache.</summary>
internal static class Passes
{
    /// <summary>Feeds tokens and returns logits of the last ones; lengths move.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="conditions">int64 [rows]: a condition token for every row.</param>
    /// <param name="tokens">int64 [rows, n].</param>
    /// <param name="count">How many logits of each row; all by default.</param>
    public static Tensor Feed(ICausalImageModel model, KeyValueCache cache, Tensor conditions, Tensor tokens, int? count = null)
    {
        var slots = Enumerable.Range(0, (int)tokens.shape[0]).ToArray();
        using var pass = new ForwardPass(tokens, slots, cache)
        {
            Conditions = conditions,
            LogitCount = count ?? (int)tokens.shape[1],
        };
        var logits = model.Forward(pass, cache);
        cache.Advance(pass);
        return logits;
    }

    /// <summary>A context of each class, then tokens: int64 [rows, context + n], and the conditions [rows].</summary>
    public static (Tensor Tokens, Tensor Conditions) Behind(ICausalImageModel model, IEnumerable<int?> classes, Tensor tokens)
    {
        var contexts = classes.Select(label => model.Context(label).ToArray()).ToArray();
        var context = tensor(contexts.SelectMany(c => c).ToArray(), [contexts.Length, contexts[0].Length], ScalarType.Int64,
            tokens.device);
        return (cat([context, tokens], 1), context.select(1, -1));
    }

    /// <summary>Attends with new positions of the first slots; lengths move.</summary>
    public static Tensor Attend(KeyValueCache cache, Tensor query, Tensor key, Tensor value, RowWeights? weights = null,
        int[]? slots = null, bool advance = true)
    {
        var rows = (int)query.shape[0];
        using var tokens = zeros([rows, query.shape[2]], ScalarType.Int64, query.device);
        using var pass = new ForwardPass(tokens, slots ?? Enumerable.Range(0, rows).ToArray(), cache) { Weights = weights };
        var attended = CachedAttention.Attend(pass, cache, 0, query, key, value);
        if (advance)
            cache.Advance(pass);
        return attended;
    }
}
