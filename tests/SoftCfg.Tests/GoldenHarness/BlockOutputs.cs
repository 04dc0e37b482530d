using SoftCfg.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>What a model's first and last block returned in the first forward pass after this was created, by libtorch.</summary>
internal sealed class BlockOutputs
{
    private readonly List<Tensor> outputs = [];

    public BlockOutputs(nn.Module model)
    {
        var blocks = (ModuleList<TransformerBlock>)model.named_children().Single(child => child.name == "blocks").module;
        foreach (var block in blocks)
            block.register_forward_hook((_, _, _, _, output) => Keep(output));
        Count = blocks.Count;
    }

    public Tensor First => outputs[0];

    public Tensor Last => outputs[Count - 1];

    private int Count { get; }

    private Tensor Keep(Tensor output)
    {
        outputs.Add(output.clone().DetachFromDisposeScope());
        return output;
    }
}
