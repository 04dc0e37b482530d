using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>A norm over groups of channels and all pixels of a picture: it sees all of it before any of it is normed.</summary>
internal abstract class StripNorm(string name) : nn.Module(name)
{
    /// <summary>Looks at a picture, and norms its rows when they are asked for.</summary>
    /// <param name="source">The picture; not owned.</param>
    /// <param name="condition">What a norm that depends on something else depends on; null where it does not.</param>
    /// <param name="silu">Whether a SiLU follows.</param>
    public abstract StripSource Normalise(StripSource source, Tensor? condition, bool silu);
}
