namespace SoftCfg.Layers;

/// <summary>A feed-forward layer as its parts: <c>down(gelu(up x))</c>, or <c>down(silu(gate x) ⊙ up x)</c> where there is a gate.</summary>
internal interface IFeedForward
{
    /// <summary>The gate; null where there is none.</summary>
    Projection? Gate { get; }

    /// <summary>From the stream to the channels between.</summary>
    Projection Up { get; }

    /// <summary>Back to the stream.</summary>
    Projection Down { get; }
}
