namespace SoftCfg.Evaluation.Inception;

/// <summary>A "mixed" block: branches over one input, their outputs joined along the channels.</summary>
/// <param name="Name">Its name in the graph, such as <c>mixed_4</c>.</param>
/// <param name="Branches">
/// Each a chain of stages. A stage is one layer, or two over the same input whose outputs are joined as well.
/// </param>
internal sealed record InceptionBlock(string Name, IReadOnlyList<IReadOnlyList<InceptionNode[]>> Branches)
{
    /// <summary>Channels of its output.</summary>
    internal long Outputs => Branches.Sum(branch => branch[^1].Sum(node => node.Outputs));

    /// <summary>Gives the layers of a block their names and inputs.</summary>
    /// <param name="name">The block's name in the graph.</param>
    /// <param name="torchName">The block's name in torch ports.</param>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="branches">The branches by their names in torch ports; stages as above.</param>
    internal static InceptionBlock Create(string name, string torchName, long inputs,
        params (string TorchName, InceptionLayer[][] Stages)[] branches)
    {
        var towers = 0;
        var named = new List<IReadOnlyList<InceptionNode[]>>();
        foreach (var (branch, stages) in branches)
        {
            // The graph nests chains in towers and leaves single layers in the block.
            var scope = stages.Length == 1 ? name : Numbered($"{name}/tower", towers++);
            named.Add(Chain(scope, $"{torchName}.{branch}", inputs, stages));
        }
        return new InceptionBlock(name, named);
    }

    private static List<InceptionNode[]> Chain(string scope, string torchName, long inputs, InceptionLayer[][] stages)
    {
        var convolutions = stages.Count(stage => stage[0].Operation == InceptionOperation.Convolution);
        var chain = new List<InceptionNode[]>();
        var convolution = 0;
        foreach (var stage in stages)
        {
            if (stage is [{ Operation: not InceptionOperation.Convolution } pool])
            {
                chain.Add([new InceptionNode($"{scope}/pool", torchName, inputs, pool)]);
            }
            else if (stage is [var layer])
            {
                var suffix = convolutions == 1 ? "" : $"_{convolution + 1}";
                chain.Add([new(Numbered($"{scope}/conv", convolution), torchName + suffix, inputs, layer)]);
                convolution++;
            }
            else
            {
                chain.Add([.. stage.Select((half, i) => new InceptionNode(
                    Numbered($"{scope}/mixed/conv", i), $"{torchName}_{convolution + 1}{"ab"[i]}", inputs, half))]);
            }
            inputs = chain[^1].Sum(node => node.Outputs);
        }
        return chain;
    }

    /// <summary>TensorFlow's way: <c>conv</c>, <c>conv_1</c>, <c>conv_2</c>.</summary>
    private static string Numbered(string name, int number) => number == 0 ? name : $"{name}_{number}";
}
