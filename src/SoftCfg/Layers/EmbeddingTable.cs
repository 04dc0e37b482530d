using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A table of learned vectors, looked up by row.</summary>
internal sealed class EmbeddingTable : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    /// <summary>Allocates the table; it is zero until a checkpoint is loaded or it is initialised.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="channels">Channels of a row.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="device">Where it lives.</param>
    public EmbeddingTable(long rows, long channels, ScalarType dtype, Device device) : base(nameof(EmbeddingTable))
    {
        weight = new Parameter(zeros([rows, channels], dtype, device));
    }

    /// <summary>The whole table: [rows, channels].</summary>
    public Parameter Weight => weight;

    /// <summary>Looks rows up.</summary>
    /// <param name="input">int64 of any shape.</param>
    /// <returns>The input's shape and one axis of channels more.</returns>
    public override Tensor forward(Tensor input) => weight.Rows(input);
}
