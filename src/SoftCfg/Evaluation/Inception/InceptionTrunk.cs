using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Inception;

/// <summary>The convolutional part of the network: everything of the table. Owns its weights.</summary>
internal sealed class InceptionTrunk : IDisposable
{
    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> convolutions = new(StringComparer.Ordinal);

    /// <summary>Folds every batch norm into the convolution before it, in float64 and rounded once.</summary>
    internal InceptionTrunk(InceptionWeights weights, Device device)
    {
        foreach (var node in InceptionTable.Convolutions)
        {
            using var scope = NewDisposeScope();
            Tensor Wide(string name) => weights.Tensors[$"{node.TorchName}.{name}"].to(ScalarType.Float64);
            Tensor Keep(Tensor folded) => folded.to(ScalarType.Float32).to(device).DetachFromDisposeScope();
            var scale = Wide("bn.weight") * Wide("bn.running_var").Plus(InceptionWeights.Epsilon).rsqrt();
            var weight = Wide("conv.weight") * scale.reshape(-1, 1, 1, 1);
            var bias = Wide("bn.bias") - Wide("bn.running_mean") * scale;
            convolutions[node.Name] = (Keep(weight), Keep(bias));
        }
    }

    /// <summary>Runs all layers.</summary>
    /// <param name="image">
    /// float32 [B, 3, 299, 299], around zero. With the strides of [B, 299, 299, 3], as preprocessing leaves it, every
    /// layer keeps channels innermost, and convolutions need no reordering: half as fast again, or twice as fast.
    /// </param>
    /// <param name="visit">
    /// Called with the graph's name of every layer's and block's output, [B, channels, height, width]; it may not keep it.
    /// </param>
    /// <returns>[B, 2048, 8, 8].</returns>
    internal Tensor Run(Tensor image, Action<string, Tensor> visit)
    {
        using var scope = NewDisposeScope();
        var hidden = image.alias();
        foreach (var node in InceptionTable.Stem)
            hidden = Replace(hidden, Apply(node, hidden, visit));
        foreach (var block in InceptionTable.Blocks)
            hidden = Replace(hidden, Apply(block, hidden, visit));
        return hidden.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (weight, bias) in convolutions.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    private Tensor Apply(InceptionBlock block, Tensor input, Action<string, Tensor> visit)
    {
        using var scope = NewDisposeScope();
        var outputs = new List<Tensor>();
        foreach (var branch in block.Branches)
        {
            var hidden = input;
            foreach (var stage in branch)
                hidden = Join(stage.Select(node => Apply(node, hidden, visit)).ToList());
            outputs.Add(hidden);
        }
        var joined = Join(outputs);
        visit($"{block.Name}/join", joined);
        return joined.MoveToOuterDisposeScope();
    }

    private Tensor Apply(InceptionNode node, Tensor input, Action<string, Tensor> visit)
    {
        var layer = node.Layer;
        var output = layer.Operation switch
        {
            InceptionOperation.Convolution => Convolve(node, input),
            // The padding is not counted: a corner is the mean of the four pixels there are.
            InceptionOperation.AveragePool => nn.functional.avg_pool2d(input, [3, 3], [1, 1], [1, 1], count_include_pad: false),
            _ => nn.functional.max_pool2d(input, layer.Height, layer.Stride, padding: layer.Padded ? 1 : 0),
        };
        visit(node.Name, output);
        return output;
    }

    private Tensor Convolve(InceptionNode node, Tensor input)
    {
        var layer = node.Layer;
        var (weight, bias) = convolutions[node.Name];
        long[] padding = layer.Padded ? [layer.Height / 2, layer.Width / 2] : [0, 0];
        return nn.functional.conv2d(input, weight, bias, [layer.Stride, layer.Stride], padding).relu_();
    }

    /// <summary>Puts outputs over the same input side by side.</summary>
    private static Tensor Join(List<Tensor> outputs) => outputs.Count == 1 ? outputs[0] : cat(outputs, 1);

    private static Tensor Replace(Tensor old, Tensor next)
    {
        old.Dispose();
        return next;
    }
}
