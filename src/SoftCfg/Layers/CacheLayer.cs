namespace SoftCfg.Layers;

/// <summary>Where an attention layer stands in a forward pass.</summary>
/// <param name="Pass">What is fed.</param>
/// <param name="Cache">What has been fed so far.</param>
/// <param name="Layer">The attention layer's index in the cache.</param>
internal sealed record CacheLayer(ForwardPass Pass, KeyValueCache Cache, int Layer);
